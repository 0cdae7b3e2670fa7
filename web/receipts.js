/** Receipt codes of check-ins, the same as functions/truyvet/receipts.py. Needs https, as crypto.subtle does. */
import { ALPHABET, checkCharacter } from "./code.js";
import { localDay } from "./days.js";

const FIRST_DAY = Date.parse("2020-01-01T00:00:00Z");
const DAY_MS = 24 * 3600 * 1000;

function written(value, characters) {
  let text = "";
  for (let left = value; text.length < characters; left = Math.floor(left / 32)) text = ALPHABET[left % 32] + text;
  return text;
}

/** The code of a check-in `{id, venue, at}`, `at` in milliseconds; null where this browser cannot make one. */
export async function receiptCode({ id, venue, at }) {
  if (!window.crypto || !crypto.subtle) return null;
  const bytes = Uint8Array.from(id.replace(/-/g, "").match(/../g), (pair) => parseInt(pair, 16));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  // The first 50 bits; a number holds 53.
  const high = digest.slice(0, 6).reduce((sum, byte) => sum * 256 + byte, 0);
  const days = Math.round((Date.parse(`${localDay(at)}T00:00:00Z`) - FIRST_DAY) / DAY_MS);
  const body = venue + written(days, 3) + written(high * 4 + (digest[6] >> 6), 10);
  return body + checkCharacter(body);
}

/** As people read it: `7K3M9QXP 0JH 4F7AB CDE2K Q`. */
export function grouped(code) {
  return code.length === 22
    ? [code.slice(0, 8), code.slice(8, 11), code.slice(11, 16), code.slice(16, 21), code.slice(21)].join(" ")
    : [code.slice(0, 5), code.slice(5, 10), code.slice(10)].join(" ");
}
