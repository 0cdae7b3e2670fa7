/** Makes badges one after the other, and their cards. What was made is kept in this page's memory and nowhere else. */
import { ApiError, backOff, pause, request } from "./api.js";
import { fetchFile } from "./paper.js";

const ATTEMPTS = 4;
let made = new Map();

/** A person could not be given a badge: who (their place), and why (ApiError or NetworkError). */
export class NotMade extends Error {
  constructor(place, reason) {
    super(reason.message);
    this.place = place;
    this.reason = reason;
  }
}

async function ask(person) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return (await request("POST", "/api/badges", { body: { person } })).body;
    } catch (error) {
      const passing = !(error instanceof ApiError) || error.temporary;
      if (!passing || attempt + 1 >= ATTEMPTS) throw error;
      await pause(backOff(attempt, error.retryAfter));
    }
  }
}

/**
 * Badges `[{badge, revoke_token, valid_until, name, birth_year}]` for all people, in their order. Who has got one in
 * an earlier attempt keeps it. `progress(done)` is told how many there are. Throws NotMade.
 */
export async function makeAll(people, progress) {
  const badges = [];
  for (const [place, person] of people.entries()) {
    const known = JSON.stringify(person);
    try {
      if (!made.has(known)) made.set(known, await ask(person));
    } catch (error) {
      throw new NotMade(place, error);
    }
    badges.push(Object.assign({ name: person.name, birth_year: person.birth_year || null }, made.get(known)));
    progress(badges.length);
  }
  return badges;
}

/** Forgets all badges. */
export function forgetAll() {
  made = new Map();
}

/** The PDF `{name, content}` of the badges; `format` "sheet" or "card". Throws NetworkError, ApiError. */
export function cardsOf(badges, format) {
  const cards = badges.map(({ badge, name, birth_year, valid_until }) => ({ badge, name, birth_year, valid_until }));
  return fetchFile("/api/badges/cards.pdf", { body: { cards, format } });
}

/** Revokes a badge. The answer is the same whether code and token fit or not. Throws NetworkError, ApiError. */
export function revoke(code, token) {
  return request("POST", `/api/badges/${code}/revoke`, { token });
}
