/**
 * Work that the server asks for only while it is under attack (functions/truyvet/floods.py): a text for which SHA-256
 * of `{subject}:{text}` begins with so many zero bits. SHA-256 is FIPS 180-4; the browser's own would take its time for
 * each of a hundred thousand calls.
 */

const SLICE = 4000;

const primes = [];
for (let candidate = 2; primes.length < 64; candidate += 1) {
  if (primes.every((prime) => candidate % prime)) primes.push(candidate);
}
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUNDS = primes.map((prime) => fraction(Math.cbrt(prime)));
const words = new Int32Array(64);

const turn = (word, by) => (word >>> by) | (word << (32 - by));

/** The first 32 bits of SHA-256 of an ASCII text of at most 55 characters. */
export function firstWord(text) {
  words.fill(0, 0, 16);
  for (let at = 0; at < text.length; at += 1) words[at >> 2] |= text.charCodeAt(at) << (24 - 8 * (at & 3));
  words[text.length >> 2] |= 128 << (24 - 8 * (text.length & 3));
  words[15] = text.length * 8;
  for (let at = 16; at < 64; at += 1) {
    const [old, late] = [words[at - 15], words[at - 2]];
    words[at] = words[at - 16] + words[at - 7]
      + (turn(old, 7) ^ turn(old, 18) ^ (old >>> 3)) + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let at = 0; at < 64; at += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[at] + words[at]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  return (a + START[0]) >>> 0;
}

/** Resolves to the proof; lets the page breathe between slices. `bits` at most 32. */
export async function prove(subject, bits) {
  const limit = 2 ** (32 - bits);
  for (let tried = 0; ; tried += SLICE) {
    for (let next = tried; next < tried + SLICE; next += 1) {
      if (firstWord(`${subject}:${next}`) < limit) return String(next);
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
}
