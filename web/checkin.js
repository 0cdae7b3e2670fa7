/**
 * Check-ins, made at the tap; they go through the queue, and sync.js sends them.
 *
 * A check-in is the body of `POST /api/checkins`. Its id and time are made once and never change, so sending it
 * again after a lost answer stores nothing twice.
 */
import { deviceId, uuid } from "./ids.js";

/**
 * The person of a member as the server takes it. Who has neither phone nor document is reached through the owner's
 * phone, and the check-in says that somebody declared for them.
 */
export function personOf({ person }, owner) {
  if (person.phone || person.document) return person;
  const contact = owner.person.phone ? { phone: owner.person.phone } : { document: owner.person.document };
  return Object.assign({}, person, contact);
}

/**
 * One check-in per member of the party, all at the same instant (milliseconds).
 *
 * `choice`: `{direction: "in" | "out", zone, visitor}`; `owner`: the member to whom this phone belongs.
 */
export function checkins(venue, party, owner, choice, at) {
  return party.map((member) => ({
    id: uuid(),
    venue,
    direction: choice.direction,
    at: new Date(at).toISOString(),
    zone: choice.zone || null,
    visitor: choice.visitor,
    person: personOf(member, owner),
    declaration: member.declaration,
    on_behalf: member.id !== owner.id,
    device: deviceId(),
  }));
}
