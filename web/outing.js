/** An outing: what one tap on VÀO or RA sets going. One check-in for each person, sent one after the other. */
import { checkins, deliver, personOf } from "./checkin.js";
import * as clock from "./clock.js";

/** Makes the check-ins of a party, the time frozen now. `choice` as in checkin.js. */
export function startOuting(venue, party, owner, choice) {
  const made = checkins(venue, party, owner, choice, clock.now());
  return {
    venue,
    owner,
    choice,
    tapped: Date.now(),
    entries: party.map((member, index) => ({ member, checkin: made[index], answer: null })),
  };
}

/** How many the server has confirmed. */
export function confirmed(outing) {
  return outing.entries.filter((entry) => entry.answer).length;
}

/** Sends what is not confirmed yet. Throws as `deliver` does; the error's `entry` says whose check-in it was. */
export async function send(outing, wait) {
  for (const entry of outing.entries.filter((candidate) => !candidate.answer)) {
    try {
      entry.answer = await deliver(entry.checkin, wait);
    } catch (error) {
      throw Object.assign(error, { entry });
    }
  }
}

/** When the tap was, by the server's clock as far as this phone knows it; in milliseconds. */
export function correctedTime(outing) {
  return outing.tapped + clock.now() - Date.now();
}

/** Puts the corrected time into the check-ins that the server has refused for theirs. */
export function correctTime(outing) {
  outing.entries.filter((entry) => !entry.answer).forEach((entry) => {
    entry.checkin.at = new Date(correctedTime(outing)).toISOString();
  });
}

/** Puts the corrected data of a member into their refused check-in. */
export function correctMember(outing, entry, member) {
  entry.member = member;
  entry.checkin.person = personOf(member, outing.owner.id === member.id ? member : outing.owner);
  entry.checkin.declaration = member.declaration;
}

/** What the confirmation shows, and the phone remembers of the last visit. All must be confirmed. */
export function record(outing) {
  const [{ answer }] = outing.entries;
  return {
    code: outing.venue,
    venue: answer.venue_name,
    commune: answer.commune_name || "",
    direction: answer.direction,
    at: Date.parse(answer.at),
    people: outing.entries.map((entry) => ({ name: entry.member.person.name, alert: entry.answer.alert })),
  };
}
