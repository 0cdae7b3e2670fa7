/** The check-ins of this phone's own people: kept in the queue before they are sent, until it is known what became of them. */
import { ApiError } from "./api.js";
import { recall, remember } from "./memory.js";
import { memberOf, outingsOf, record } from "./outing.js";
import * as party from "./party.js";
import { notePlace, place } from "./places.js";
import * as queue from "./queue.js";
import { sendEntry } from "./sync.js";

/** Some old browsers never answer when asked for their storage. */
const STORE_MS = 2000;

/** Where this browser keeps nothing: what this page holds by itself. */
let loose = [];

function within(milliseconds, promise) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer from the storage")), milliseconds);
    promise.then(resolve, reject);
  });
}

/** Puts the check-ins of an outing into the queue. Gives false where this browser keeps nothing. */
export async function keep({ events, about }) {
  try {
    await within(STORE_MS, queue.add(events, about));
    return true;
  } catch (error) {
    loose = events.map((event) => ({ id: event.id, event, about, queued: Date.now(), status: "waiting" }));
    return false;
  }
}

/** Sends what this page holds by itself, one after the other. Throws as `sendEntry` of sync.js does. */
export async function sendLoose() {
  for (const entry of loose.filter(({ status }) => status === "waiting")) Object.assign(entry, await sendEntry(entry));
}

async function entries() {
  try {
    return [...loose, ...await within(STORE_MS, queue.entries("self"))];
  } catch (error) {
    return loose;
  }
}

/** All outings of which something is here. */
export async function outings() {
  return outingsOf(await entries());
}

/** The entries of an outing. */
export async function outing(id) {
  return (await outings()).find(([entry]) => entry.about.outing === id) || [];
}

/** How many wait, and the time of the oldest of them in milliseconds: `{waiting, since}`. */
export async function tally() {
  const waiting = (await entries()).filter(({ status }) => status === "waiting");
  return { waiting: waiting.length, since: Math.min(...waiting.map(({ event }) => Date.parse(event.at))) };
}

/** Why the server refused an entry, as the ApiError that it was. */
export function refusal({ httpStatus, error, message, details }) {
  return new ApiError({ status: httpStatus, body: { error, message, details }, retryAfter: null, serverTime: null });
}

/** A refused entry with changed fields of its check-in waits again, under the same id. Gives whether it is in the queue. */
export async function resubmit({ id, event }, changes) {
  const fields = { event: Object.assign({}, event, changes), status: "waiting" };
  const held = loose.find((entry) => entry.id === id);
  if (held) Object.assign(held, fields);
  else await queue.change([[id, fields]]);
  return !held;
}

/** Takes entries away; nothing of them is sent any more. */
export async function drop(dropped) {
  const ids = dropped.map(({ id }) => id);
  loose = loose.filter(({ id }) => !ids.includes(id));
  await queue.remove(ids).catch(() => {});
  dropped.forEach(({ event, about }) => {
    const { last } = place(event.venue);
    if (last && last.unsent && last.outing === about.outing) notePlace(event.venue, { last: null });
  });
}

/** Takes away all that is of this phone's people. */
export async function dropAll() {
  await drop(await entries());
}

/** Remembers a visit as the last one of its venue, unless a later one is known. */
export function noteLast(visit) {
  const { last } = place(visit.code);
  if (!last || last.at <= visit.at || last.outing === visit.outing) notePlace(visit.code, { last: visit });
}

/** Whether the person still belongs to this phone: where others went is nothing to its new owner. */
export function ours(entry) {
  return Boolean(party.member(memberOf(entry)));
}

/** Takes an outing whose every check-in the server has out of the queue and into the diary (diary.js); gives its record. */
export async function settle(stored) {
  const visit = record(stored);
  const mine = stored.filter(ours);
  if (mine.length) {
    noteLast(visit);
    remember("diary", (recall("diary") || []).concat(mine.map(({ id, event }) => [id, event.venue, event.at, event.direction])).slice(-600));
    // Receipts, and public exposure places; where it cannot be had now, the diary has what it needs later.
    import("./after.js").then(({ after }) => after(mine)).catch(() => {});
  }
  loose = loose.filter(({ about }) => about.outing !== visit.outing);
  await queue.remove(stored.map(({ id }) => id)).catch(() => {});
  return visit;
}

/** Settles the outings that were sent while nobody looked, except `shown`; gives the records of ours. */
export async function settleOthers(shown) {
  const sent = (await outings()).filter((mine) => mine[0].about.outing !== shown && mine.every(({ status }) => status === "stored"));
  const visits = await Promise.all(sent.map(settle));
  return visits.filter((visit, index) => sent[index].some(ours));
}
