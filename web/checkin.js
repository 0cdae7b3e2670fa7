/**
 * Check-ins: made at the tap, then delivered. Both are apart, so that a queue can stand between them.
 *
 * A check-in is the body of `POST /api/checkins`. Its id and time are made once and never change, so sending it
 * again after a lost answer stores nothing twice.
 */
import { ApiError, NetworkError, backOff, request } from "./api.js";
import * as clock from "./clock.js";
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

/**
 * Sends a check-in until the server confirmed or refused it, and gives the server's answer.
 *
 * While the server is busy or out of reach, `wait(error, milliseconds)` decides: it resolves to true when it is time
 * to send again, to false to give up. Throws the last ApiError or NetworkError.
 */
export async function deliver(checkin, wait) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await request("POST", "/api/checkins", { body: checkin });
      // Only these two words of the server confirm anything, whatever a proxy in between may say.
      if (answer.status !== 200 && answer.status !== 201) throw new NetworkError(`unexpected ${answer.status}`);
      if (answer.body.id !== checkin.id) throw new NetworkError("not our server's answer");
      if (answer.status === 201) clock.learn(Date.parse(answer.body.received_at) || answer.serverTime);
      return answer.body;
    } catch (error) {
      const refused = error instanceof ApiError;
      if (refused) clock.learn(error.serverTime);
      if (refused && !error.temporary) throw error;
      if (!(await wait(error, backOff(attempt, error.retryAfter)))) throw error;
    }
  }
}
