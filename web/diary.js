/** Where this phone's people were in the last 28 days. Written by kept.js, read here; it never leaves the phone. */
import { localDay } from "./days.js";
import { recall, remember } from "./memory.js";

const KEPT_MS = 28 * 24 * 3600 * 1000;

/** The check-ins `{id, venue, at, direction}`, `at` in milliseconds, the oldest first; older ones are forgotten here. */
export function visits() {
  const oldest = Date.now() - KEPT_MS;
  const kept = new Map((recall("diary") || []).filter(([, , at]) => Date.parse(at) > oldest).map((each) => [each[0], each]));
  if (kept.size !== (recall("diary") || []).length) remember("diary", [...kept.values()]);
  return [...kept.values()].map(([id, venue, at, direction]) => ({ id, venue, at: Date.parse(at), direction }))
    .sort((one, other) => one.at - other.at);
}

function begunBy(all, index) {
  const { venue, at } = all[index];
  const before = all.slice(0, index).filter((each) => each.venue === venue && localDay(each.at) === localDay(at));
  return before.some(({ direction }) => direction === "in");
}

/**
 * The stays `{from, to}` at a venue. As functions/truyvet/stays.py: an entry ends with the last exit before anything
 * else was scanned; where there is none, after the `usual` milliseconds of such a place or with the next scan elsewhere.
 */
export function stays(all, venue, usual) {
  const made = [];
  all.forEach(({ venue: here, at, direction }, index) => {
    if (here !== venue) return;
    if (direction === "out") {
      if (!begunBy(all, index)) made.push({ from: at - usual, to: at });
      return;
    }
    const later = all.slice(index + 1);
    const next = later.findIndex((each) => each.at > at && (each.venue !== venue || each.direction === "in"));
    const outs = (next < 0 ? later : later.slice(0, next)).filter((each) => each.direction === "out" && localDay(each.at) === localDay(at));
    const to = outs.length ? outs[outs.length - 1].at : Math.min(at + usual, next < 0 ? Infinity : later[next].at);
    made.push({ from: at, to });
  });
  return made;
}

/** The places of the public list at which somebody of this phone was at that time: those of `places` that match. */
export function meetings(all, places) {
  return places.filter((place) => {
    const [from, to] = [Date.parse(place.from), Date.parse(place.to)];
    return stays(all, place.venue, place.usual_minutes * 60000).some((stay) => stay.from < to && from <= stay.to);
  });
}
