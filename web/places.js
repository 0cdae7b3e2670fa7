/** The venues where this phone was: their cards, the last visit, and as what the person came. Remembered here only. */
import { localDay } from "./days.js";
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

function includes(last, names) {
  return last && names.some((name) => (last.people || []).some((person) => person.name === name));
}

/** The last visit here where all of `names` went the same way less than 5 minutes ago, else null. */
export function doubleOf(code, direction, names, at) {
  const { last } = place(code);
  const recent = last && last.direction === direction && at - last.at < DOUBLE_MS && at >= last.at;
  return recent && names.every((name) => includes(last, [name])) ? last : null;
}

/** Today's visit of somebody of `names` to another venue that they have not left by what this phone knows, else null. */
export function lastElsewhere(code, names, at) {
  const places = recall("places") || {};
  const visits = Object.keys(places).map((name) => places[name].last).filter((last) => includes(last, names))
    .sort((one, other) => other.at - one.at);
  const [latest] = visits;
  const open = latest && latest.direction === "in" && latest.code !== code && localDay(latest.at) === localDay(at);
  return open && latest.at <= at ? latest : null;
}
