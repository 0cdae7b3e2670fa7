/** Numbers that a helper types: what each one is. And scanners that type: where a text ends. */
import { badgeCode } from "./cards.js";

/** A scanner types a character every few milliseconds, people do not. */
const FAST_MS = 60;
const END_MS = 250;
const SHORTEST = 8;

/** A typed number as the API takes it: `{phone}`, `{document}` or `{badge}`, or null where it can be none. */
export function numberOf(typed) {
  const plain = typed.replace(/[\s.\-()]/g, "");
  if (/^(?:\d{12}|\d{9})$/.test(plain)) return { document: plain };
  if (/^(?:0\d{9,10}|\+?84\d{9,10})$/.test(plain)) return { phone: plain };
  if (badgeCode(typed) && /[A-Za-z]/.test(plain)) return { badge: badgeCode(typed) };
  return /^(?=.*\d)[A-Za-z0-9]{6,20}$/.test(plain) ? { document: plain.toUpperCase() } : null;
}

/** What people see of a number: its last three characters. */
export function maskedNumber(number) {
  return `••• ${number.slice(-3)}`;
}

/**
 * Calls `onText` with each text that a scanner types into the field: ended by Enter, or, for scanners that send none,
 * by a pause after a text that came faster than anybody types.
 */
export function listenToWedge(form, field, onText) {
  let begun = 0;
  let timer = null;
  const end = () => {
    clearTimeout(timer);
    const text = field.value.trim();
    field.value = "";
    begun = 0;
    if (text) onText(text);
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); end(); });
  field.addEventListener("input", () => {
    const now = performance.now();
    begun = field.value.length <= 1 || !begun ? now : begun;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { length } = field.value;
      if (length >= SHORTEST && now - begun < length * FAST_MS) end();
    }, END_MS);
  });
}
