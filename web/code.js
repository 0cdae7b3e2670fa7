/** Venue codes, the same as functions/truyvet/codes.py: 7 characters and 1 check character of Crockford's base 32. */

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;
const WEIGHT = 18;
const LOOKALIKES = { I: "1", L: "1", O: "0" };

function timesWeight(value) {
  let product = 0;
  for (let factor = WEIGHT; factor; factor >>= 1) {
    if (factor & 1) product ^= value;
    value <<= 1;
    if (value & 32) value ^= 0b100101;
  }
  return product;
}

/** The check character of 7 characters of ALPHABET. */
export function checkCharacter(body) {
  let total = 0;
  for (const letter of body) total = timesWeight(total ^ ALPHABET.indexOf(letter));
  return ALPHABET[total];
}

function letters(typed) {
  return typed.replace(/[\s.\-_]+/g, "").toUpperCase().replace(/[ILO]/g, (letter) => LOOKALIKES[letter]);
}

/** The venue code that somebody typed or scanned, or null where it cannot be one. */
export function normalised(typed) {
  const code = letters(typed);
  if (code.length !== LENGTH || ![...code].every((letter) => ALPHABET.includes(letter))) return null;
  return checkCharacter(code.slice(0, -1)) === code.slice(-1) ? code : null;
}

/**
 * What a typed or scanned text is: `{kind: "venue", code}`, `{kind: "empty"}`, `{kind: "mistyped"}` (looks like one
 * of our codes, a character is wrong) or `{kind: "foreign"}` (a code of another system, such as tokhaiyte or Bluezone).
 * The address printed on a poster is read as its code.
 */
export function reading(text) {
  const address = /\/c\/([^/?#]*)\/?$/i.exec(text.trim());
  const typed = address ? address[1] : text;
  const code = normalised(typed);
  if (code) return { kind: "venue", code };
  const plain = letters(typed);
  if (!plain) return { kind: "empty" };
  const near = plain.length >= LENGTH - 1 && plain.length <= LENGTH + 1 && /^[0-9A-Z]+$/.test(plain);
  return { kind: near ? "mistyped" : "foreign" };
}

/** The code as people read it aloud: `7K3M 9QXP`. */
export function spaced(code) {
  return `${code.slice(0, 4)} ${code.slice(4)}`;
}
