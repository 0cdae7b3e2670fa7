/**
 * Those who check in with this phone: its owner first, then the family that comes along. Remembered on the phone only.
 *
 * A member: `{id, person, declaration, along}`; `along` says who is ticked to go in or out.
 */
import { uuid } from "./ids.js";
import { recall, remember } from "./memory.js";

/** All members that this phone remembers; the first one is its owner. */
export function members() {
  return recall("party") || [];
}

/** The member of this id, or undefined. */
export function member(id) {
  return members().find((candidate) => candidate.id === id);
}

/** Adds a member, or puts changes into the one whose id is given. Gives the id. */
export function save(id, changes) {
  const all = members();
  const known = all.find((candidate) => candidate.id === id);
  const saved = Object.assign(known || { id: uuid(), along: true }, changes);
  remember("party", known ? all : [...all, saved]);
  return saved.id;
}

/** Somebody else owns this phone now: the old owner and the family are forgotten. Gives the id. */
export function replaceOwner(changes) {
  remember("party", []);
  return save(null, changes);
}

/** Forgets one member. */
export function leave(id) {
  remember("party", members().filter((candidate) => candidate.id !== id));
}

/** Those ticked to go in or out; the owner where nobody is. */
export function along() {
  const all = members();
  const ticked = all.filter((candidate) => candidate.along);
  return ticked.length ? ticked : all.slice(0, 1);
}
