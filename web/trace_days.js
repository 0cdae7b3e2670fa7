/** The case's stays as milestones by day, and what of them the tracer has changed since they were traced. */
import { localDay } from "./days.js";

/** The case's scans that made a stay: those there, between its ends. */
export function scansOf(stay, visits) {
  const [from, to] = [Date.parse(stay.from), Date.parse(stay.to)];
  return visits.filter(({ venue, at }) => venue === stay.venue && Date.parse(at) >= from && Date.parse(at) <= to);
}

function told({ ends_known_by: known }) {
  return known.every((each) => each === "told");
}

function same(stay, added) {
  return stay.venue === added.venue && Date.parse(stay.from) >= Date.parse(added.from) && Date.parse(stay.to) <= Date.parse(added.to);
}

/**
 * The milestones of a trace under the edits since: `[{day, stays: [{stay, state, scans, added}]}]`.
 *
 * `edits` is `{added: [stay], denied: [visit]}` as the next trace will have them. A `state` is "kept", "denied" (the
 * next trace leaves it out), "added" (the next trace will know it), "told" (this trace knows it from the case's words).
 */
export function milestones(trace, edits) {
  const denied = new Set(edits.denied.map(({ id }) => id));
  const rows = trace.stays.map((stay) => {
    if (told(stay)) {
      const added = edits.added.find((each) => same(stay, each));
      return { stay, state: added ? "told" : "denied", scans: [], added: added || null };
    }
    const scans = scansOf(stay, trace.visits);
    return { stay, state: scans.length && scans.every(({ id }) => denied.has(id)) ? "denied" : "kept", scans, added: null };
  });
  const known = rows.map(({ added }) => added);
  edits.added.filter((each) => !known.includes(each)).forEach((added) => rows.push({
    stay: Object.assign({ zones: added.zone ? [added.zone] : [], ends_known_by: ["told", "told"] }, added),
    state: "added", scans: [], added,
  }));
  rows.sort((one, other) => Date.parse(one.stay.from) - Date.parse(other.stay.from));
  const days = new Map();
  rows.forEach((row) => {
    const day = localDay(Date.parse(row.stay.from));
    if (!days.has(day)) days.set(day, []);
    days.get(day).push(row);
  });
  return [...days].map(([day, stays]) => ({ day, stays }));
}

/** How many of the edits this trace does not know yet. */
export function pending(trace, edits) {
  const before = new Set(trace.visits_denied);
  const key = ({ venue, from, to, zone }) => [venue, Date.parse(from), Date.parse(to), zone || ""].join("#");
  const known = new Set(trace.stays_added.map(key));
  const wanted = new Set(edits.added.map(key));
  const deniedNow = new Set(edits.denied.map(({ id }) => id));
  const newlyDenied = edits.denied.filter(({ id }) => !before.has(id)).length;
  const restored = trace.visits_denied.filter((id) => !deniedNow.has(id)).length;
  return newlyDenied + restored
    + [...wanted].filter((each) => !known.has(each)).length + [...known].filter((each) => !wanted.has(each)).length;
}
