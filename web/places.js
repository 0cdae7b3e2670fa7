/** The venues where this phone was: their cards, the last visit, and as what the person came. Remembered here only. */
import { recall, remember } from "./memory.js";

const KEPT = 30;
const DOUBLE_MS = 5 * 60 * 1000;

/** What is remembered of a venue: `{card?, visitor?, zone?, last?: {direction, at}}`, `at` in milliseconds. */
export function place(code) {
  return (recall("places") || {})[code] || {};
}

/** Puts changes into what is remembered of a venue; the venues not seen for longest are forgotten. */
export function notePlace(code, changes) {
  const places = recall("places") || {};
  const noted = Object.assign(places[code] || {}, changes);
  delete places[code];
  const recent = Object.keys(places).slice(1 - KEPT);
  const kept = {};
  recent.forEach((name) => { kept[name] = places[name]; });
  kept[code] = noted;
  remember("places", kept);
}

/** The last visit here where it went the same way less than 5 minutes ago, else null. */
export function doubleOf(code, direction, at) {
  const { last } = place(code);
  const recent = last && last.direction === direction && at - last.at < DOUBLE_MS && at >= last.at;
  return recent ? last : null;
}
