/**
 * What waits on this device to be sent (IndexedDB): every check-in is here before anything else happens to it, and
 * stays until the server has said that it has it.
 *
 * An entry: `{id, kind: "helper" | "self", event, seq?, about, queued, status, error?, message?, answer?}`. `event` is the
 * check-in as the API takes it, its time frozen; `about` is what people see of it; `queued` is the device's time in
 * milliseconds; `status` is "waiting", "refused" (kept apart until somebody decided) or, for the citizen's own, "stored".
 * A helper's sequence number is given out in the transaction that stores its event, so none is lost or given twice.
 */

const VERSION = 1;
const WRITE = { durability: "strict" };
let opening = null;

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

function open() {
  opening = opening || new Promise((resolve, reject) => {
    const request = indexedDB.open("truyvet", VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("queue", { keyPath: "id" }).createIndex("seq", "seq");
      request.result.createObjectStore("state");
    };
    request.onsuccess = () => {
      // Another tab with a newer version, or a browser that took the storage away: open again when next needed.
      request.result.onversionchange = () => { request.result.close(); opening = null; };
      request.result.onclose = () => { opening = null; };
      resolve(request.result);
    };
    request.onerror = () => { opening = null; reject(request.error); };
  });
  return opening;
}

async function within(mode, work) {
  const database = await open();
  const transaction = database.transaction(["queue", "state"], mode, mode === "readwrite" ? WRITE : undefined);
  const done = finished(transaction);
  const [value] = await Promise.all([work(transaction.objectStore("queue"), transaction.objectStore("state")), done]);
  return value;
}

/** Whether this browser keeps a queue at all: some do not in private windows. */
export async function usable() {
  try {
    await open();
    return true;
  } catch (error) {
    return false;
  }
}

/** A remembered value, or null: `device`, `issued`, `clock`, `report`. */
export function recall(name) {
  return within("readonly", async (queue, state) => (await settled(state.get(name))) || null);
}

/** Remembers a value. */
export function remember(name, value) {
  return within("readwrite", (queue, state) => settled(state.put(value, name)));
}

/** Stores a helper's check-in under the next sequence number, and gives the entry. */
export function addNumbered(event, about) {
  return within("readwrite", async (queue, state) => {
    const seq = ((await settled(state.get("issued"))) || 0) + 1;
    const entry = { id: event.id, kind: "helper", seq, event, about, queued: Date.now(), status: "waiting" };
    await Promise.all([settled(state.put(seq, "issued")), settled(queue.add(entry))]);
    return entry;
  });
}

/** Stores check-ins of the citizen whose phone this is. */
export function add(events, about) {
  return within("readwrite", (queue) => Promise.all(events.map((event) => settled(
    queue.put({ id: event.id, kind: "self", event, about, queued: Date.now(), status: "waiting" }),
  ))));
}

/**
 * Begins a device: what it is, and the number that its first event gets. Events that wait under an earlier device
 * are numbered anew, so that they arrive as events of this one.
 */
export function begin(device, next) {
  return within("readwrite", async (queue, state) => {
    const entries = await settled(queue.getAll());
    const waiting = entries.filter((entry) => entry.kind === "helper" && entry.status === "waiting").sort(inOrder);
    waiting.forEach((entry, index) => queue.put(Object.assign(entry, { seq: next + index })));
    state.put(next + waiting.length - 1, "issued");
    state.delete("report");
    await settled(state.put(device, "device"));
  });
}

function inOrder(one, other) {
  return (one.seq || 0) - (other.seq || 0) || one.queued - other.queued;
}

/** All entries of a kind, in the order in which they were made. */
export async function entries(kind) {
  const all = await within("readonly", (queue) => settled(queue.getAll()));
  return all.filter((entry) => entry.kind === kind).sort(inOrder);
}

/** Takes away what the server has, or what somebody decided about. */
export function remove(ids) {
  return within("readwrite", (queue) => Promise.all(ids.map((id) => settled(queue.delete(id)))));
}

/** Sets fields of entries that are still there: `changes` is a list of [id, fields]. */
export function change(changes) {
  return within("readwrite", (queue) => Promise.all(changes.map(async ([id, fields]) => {
    const entry = await settled(queue.get(id));
    if (entry) await settled(queue.put(Object.assign(entry, fields)));
  })));
}

/** A refused event of a helper, corrected: it waits again under a new number, since the server has seen the old one. */
export function resubmit(id, person) {
  return within("readwrite", async (queue, state) => {
    const entry = await settled(queue.get(id));
    if (!entry) return;
    const seq = ((await settled(state.get("issued"))) || 0) + 1;
    const event = Object.assign({}, entry.event, person ? { person } : {});
    const again = { id, kind: "helper", seq, event, about: entry.about, queued: entry.queued, status: "waiting" };
    await Promise.all([settled(state.put(seq, "issued")), settled(queue.put(again))]);
  });
}

/** What a page shows at all times: how many wait, the oldest of them, how many were refused. */
export async function tally(kind) {
  const all = await entries(kind);
  const waiting = all.filter((entry) => entry.status === "waiting");
  return {
    waiting: waiting.length,
    since: waiting.length ? Math.min(...waiting.map((entry) => entry.queued)) : null,
    refused: all.filter((entry) => entry.status === "refused").length,
    numbers: waiting.map((entry) => entry.seq),
  };
}
