/**
 * A paper pad's part of the queue. The number of an event is the serial printed on its line: an entry and an exit of one
 * line share it. In the store "state": `issued` is the highest serial typed in; `skipped` the serials below it that were
 * not; `void` those that hold nothing, until the server was told.
 */
import { recall, settled, within } from "./queue.js";

/** What one print run holds at most: whoever types a number farther off has mistyped it. */
export const FARTHEST = 1000;

/** How far a pad is, `{next, open}`, once the lines `first` to `last` are typed in. */
export function advanced({ next, open }, first, last) {
  const left = open.filter((serial) => serial < first || serial > last);
  for (let serial = next; serial < first; serial += 1) left.push(serial);
  return { next: Math.max(next, last + 1), open: left };
}

async function noteTyped(state, first, last) {
  const get = async (name, otherwise) => (await settled(state.get(name))) || otherwise;
  const { next, open } = advanced({ next: await get("issued", 0) + 1, open: await get("skipped", []) }, first, last);
  state.put(open, "skipped");
  state.put(next - 1, "issued");
  return (await get("void", [])).filter((serial) => serial < first || serial > last);
}

/** Stores a line: its events, which get its serial, with what people see of each. Gives the entries. */
export function addLine(seq, events, about) {
  return within("readwrite", async (queue, state) => {
    const entries = events.map((event) => (
      { id: event.id, kind: "helper", printed: true, seq, event, about, queued: Date.now(), status: "waiting" }
    ));
    state.put(await noteTyped(state, seq, seq), "void");
    await Promise.all(entries.map((entry) => settled(queue.add(entry))));
    return entries;
  });
}

/** Notes that the lines `first` to `last` hold nothing. */
export function addVoid(first, last) {
  return within("readwrite", async (queue, state) => {
    const pending = await noteTyped(state, first, last);
    for (let serial = first; serial <= last; serial += 1) pending.push(serial);
    await settled(state.put(pending, "void"));
  });
}

/**
 * How far the pad is: `{next, open, blank}`: the serial after the highest typed in; those below it that are still to be
 * typed in, as this device and the server know it; how many void lines the server has not been told of.
 */
export async function progress() {
  const [issued, skipped, pending, report] = await Promise.all(["issued", "skipped", "void", "report"].map(recall));
  const here = new Set(pending || []);
  await within("readonly", async (queue) => {
    (await settled(queue.getAll())).forEach((entry) => { if (entry.printed) here.add(entry.seq); });
  });
  const missing = ((report && report.missing) || []).filter((serial) => serial <= issued && !here.has(serial));
  const open = [...new Set([...(skipped || []), ...missing])].sort((one, other) => one - other);
  return { next: (issued || 0) + 1, open, blank: (pending || []).length };
}

/** Takes away the void lines that the server was told of. */
export function forgetVoid(serials) {
  if (!serials.length) return Promise.resolve();
  return within("readwrite", async (queue, state) => {
    const pending = (await settled(state.get("void"))) || [];
    await settled(state.put(pending.filter((serial) => !serials.includes(serial)), "void"));
  });
}
