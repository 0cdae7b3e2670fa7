/**
 * An outing: what one tap on VÀO or RA sets going. One check-in for each person, all at the same instant.
 *
 * Its entries are those of queue.js; `about` is the same in all of them: `{outing, venue, commune, left, members}`,
 * where `members` are the members' ids by the ids of their check-ins, and `left` is the venue whose stay this ends.
 */
import { checkins } from "./checkin.js";
import * as clock from "./clock.js";
import { isHealthy } from "./declaration.js";
import { uuid } from "./ids.js";

/** Later than this after the tap, the screen says when the check-in was sent. */
const LATE_MS = 60 * 1000;

/** The check-ins of a party, their time frozen now: `{events, about}`. `choice` as in checkin.js; `left` may be "". */
export function startOuting(card, party, owner, choice, left) {
  const events = checkins(card.code, party, owner, choice, clock.now());
  const members = {};
  events.forEach((event, index) => { members[event.id] = party[index].id; });
  return { events, about: { outing: uuid(), venue: card.name || "", commune: card.commune_name || "", left, members } };
}

/** The outings that entries belong to, the oldest first: lists of entries, in the order of the party. */
export function outingsOf(entries) {
  const outings = new Map();
  entries.forEach((entry) => {
    const { outing } = entry.about;
    outings.set(outing, [...(outings.get(outing) || []), entry]);
  });
  return [...outings.values()].map((mine) => {
    const order = Object.keys(mine[0].about.members);
    return mine.sort((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
  });
}

/** The member of the party whose check-in an entry is; its id. */
export function memberOf({ id, about }) {
  return about.members[id];
}

/**
 * The time of a check-in by what this phone has learned of its clock since, in milliseconds; null where that is
 * what it says already, or where the clock explains nothing.
 */
export function correctedTime({ event, queued }, at) {
  const corrected = queued + at - Date.now();
  return Math.abs(corrected - Date.parse(event.at)) > LATE_MS && corrected <= at ? corrected : null;
}

/** What the screen shows of an outing, and the phone remembers of the last visit. */
export function record(entries) {
  const [{ event, about }] = entries;
  const answers = entries.map(({ answer }) => answer).filter(Boolean);
  const answer = answers[0] || { venue_name: about.venue, commune_name: about.commune };
  const at = Date.parse(event.at);
  const sent = Math.max(0, ...answers.map(({ received_at: received }) => Date.parse(received) || 0));
  return {
    outing: about.outing,
    code: event.venue,
    venue: answer.venue_name,
    commune: answer.commune_name || "",
    direction: event.direction,
    at,
    left: about.left,
    sent,
    late: sent - at > LATE_MS,
    unsent: entries.some(({ status }) => status !== "stored"),
    people: entries.map((entry) => ({
      name: entry.event.person.name,
      alert: entry.answer ? entry.answer.alert : !isHealthy(entry.event.declaration),
      status: entry.status,
    })),
  };
}
