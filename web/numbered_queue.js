/**
 * A helper's part of the queue: each check-in has the next sequence number of the device, given out in the transaction
 * that stores it, so none is lost or given twice.
 */
import { entries, inOrder, settled, within } from "./queue.js";

/** Stores a helper's check-in under the next sequence number, and gives the entry. */
export function addNumbered(event, about) {
  return within("readwrite", async (queue, state) => {
    const seq = ((await settled(state.get("issued"))) || 0) + 1;
    const entry = { id: event.id, kind: "helper", seq, event, about, queued: Date.now(), status: "waiting" };
    await Promise.all([settled(state.put(seq, "issued")), settled(queue.add(entry))]);
    return entry;
  });
}

/**
 * Begins a device: what it is, and the number that its first event gets. Events that wait under an earlier device
 * are numbered anew, so that they arrive as events of this one.
 */
export function begin(device, next) {
  return within("readwrite", async (queue, state) => {
    const all = await settled(queue.getAll());
    const waiting = all.filter((entry) => entry.kind === "helper" && entry.status === "waiting").sort(inOrder);
    waiting.forEach((entry, index) => queue.put(Object.assign(entry, { seq: next + index })));
    state.put(next + waiting.length - 1, "issued");
    ["report", "skipped", "void"].forEach((name) => state.delete(name));
    await settled(state.put(device, "device"));
  });
}

/**
 * A refused event of a helper, corrected: it waits again under a new number, since the server has seen the old one. The
 * number that is printed on a line of paper stays.
 */
export function resubmit(id, person) {
  return within("readwrite", async (queue, state) => {
    const entry = await settled(queue.get(id));
    if (!entry) return;
    const { about, printed, queued } = entry;
    const issued = (await settled(state.get("issued"))) || 0;
    const seq = printed ? entry.seq : issued + 1;
    const event = Object.assign({}, entry.event, person ? { person } : {});
    const again = { id, kind: "helper", printed, seq, event, about, queued, status: "waiting" };
    await Promise.all([settled(state.put(Math.max(issued, seq), "issued")), settled(queue.put(again))]);
  });
}

/** Whether this browser keeps a queue at all: some do not in private windows. */
export async function usable() {
  try {
    await entries("helper");
    return true;
  } catch (error) {
    return false;
  }
}

/** What a page shows at all times: how many wait, the oldest of them, how many were refused. */
export async function tally() {
  const all = await entries("helper");
  const waiting = all.filter((entry) => entry.status === "waiting");
  return {
    waiting: waiting.length,
    since: waiting.length ? Math.min(...waiting.map((entry) => entry.queued)) : null,
    refused: all.filter((entry) => entry.status === "refused").length,
    numbers: waiting.map((entry) => entry.seq),
  };
}
