/**
 * What waits on this device to be sent (IndexedDB): every check-in is here before anything else happens to it, and
 * stays until the server has said that it has it.
 *
 * An entry: `{id, kind: "helper" | "self", event, seq?, about, queued, status, error?, message?, answer?}`. `event` is the
 * check-in as the API takes it, its time frozen; `about` is what people see of it; `queued` is the device's time in
 * milliseconds; `status` is "waiting", "refused" (kept apart until somebody decided) or, for the citizen's own, "stored".
 * What a helper scans is stored by numbered_queue.js.
 */

const VERSION = 1;
const WRITE = { durability: "strict" };
let opening = null;

/** The result of one request of a transaction. */
export function settled(request) {
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

/** One transaction: `work(queue, state)` gives its result, which counts once the transaction is stored. */
export async function within(mode, work) {
  const database = await open();
  const transaction = database.transaction(["queue", "state"], mode, mode === "readwrite" ? WRITE : undefined);
  const done = finished(transaction);
  const [value] = await Promise.all([work(transaction.objectStore("queue"), transaction.objectStore("state")), done]);
  return value;
}

/** A remembered value, or null: `device`, `issued`, `clock`, `report`. */
export function recall(name) {
  return within("readonly", async (queue, state) => (await settled(state.get(name))) || null);
}

/** Remembers a value. */
export function remember(name, value) {
  return within("readwrite", (queue, state) => settled(state.put(value, name)));
}

/** Stores check-ins of the citizen whose phone this is. */
export function add(events, about) {
  return within("readwrite", (queue) => Promise.all(events.map((event) => settled(
    queue.put({ id: event.id, kind: "self", event, about, queued: Date.now(), status: "waiting" }),
  ))));
}

/** The order in which entries were made. */
export function inOrder(one, other) {
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
