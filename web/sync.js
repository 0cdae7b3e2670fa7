/**
 * Sends what waits in the queue, and settles it by what the server answers. Works in pages and in the service worker;
 * when to send is decided by sending.js. What a helper scanned is sent by helper_batches.js, where that is loaded.
 */
import { ApiError, NetworkError, request } from "./api.js";
import * as clock from "./clock.js";
import * as queue from "./queue.js";

/** The tag of Background Sync that sw.js listens for. */
export const SYNC_TAG = "truyvet.queue";

const LOCK_WAIT_MS = 30000;
const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("truyvet.queue") : null;
const listeners = [];
const senders = [sendOwn];

/**
 * Calls the listener after each change that sending made, in this page or in another: with what became of events,
 * `[{id, status, alert, message}]`.
 */
export function onSettled(listener) {
  listeners.push(listener);
  if (channel) channel.onmessage = ({ data }) => listeners.forEach((each) => each(data));
}

/** Tells all listeners what became of events. */
export function tell(results) {
  const news = results.map(({ id, status, alert, message }) => ({ id, status, alert: Boolean(alert), message: message || "" }));
  listeners.forEach((listener) => listener(news));
  if (channel) channel.postMessage(news);
}

/** One tab at a time. Where the lock does not come, sending twice is harmless: the server knows each event by its id. */
async function alone(work) {
  if (!navigator.locks) return work();
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), LOCK_WAIT_MS);
  try {
    return await navigator.locks.request("truyvet.sync", { signal: abort.signal }, () => {
      clearTimeout(timer);
      return work();
    });
  } catch (error) {
    if (error.name !== "AbortError") throw error;
    return work();
  }
}

const post = (body) => request("POST", "/api/checkins", { body });

/** Under attack the server asks for a little work first. A service worker may not load it: then the page sends. */
async function proven(error, event) {
  if (!error.bits) throw error;
  const { prove } = await import("/proof.js");
  return post(Object.assign({ proof: await prove(event.id, error.bits) }, event));
}

/**
 * Sends one of the citizen's own entries and gives what became of it, as fields of the entry. Throws NetworkError, and
 * ApiError where the server is busy: nothing is known then, and it may be sent again.
 */
export async function sendEntry({ id, event }) {
  try {
    const { status, body, serverTime } = await post(event).catch((error) => proven(error, event));
    // Only the server's own words confirm anything, whatever a proxy in between may say.
    if (body.id !== id) throw new NetworkError("not our server's answer");
    // What was there already was received at another time.
    clock.learn(status === 201 ? Date.parse(body.received_at) : serverTime);
    return { status: "stored", answer: body };
  } catch (error) {
    if (!(error instanceof ApiError) || error.temporary) throw error;
    clock.learn(error.serverTime);
    return { status: "refused", error: error.code, message: error.message, details: error.details, httpStatus: error.status };
  }
}

async function sendOwn() {
  const waiting = (await queue.entries("self")).filter((entry) => entry.status === "waiting");
  for (const entry of waiting) {
    const fields = await sendEntry(entry);
    await queue.change([[entry.id, fields]]);
    tell([Object.assign({ id: entry.id, alert: fields.answer && fields.answer.alert }, fields)]);
  }
}

/** Has `sender(options)` send too, after the citizen's own check-ins; it throws as `sendAll` does. */
export function alsoSend(sender) {
  senders.push(sender);
}

/**
 * Sends everything that waits. `always`: tells the server of this device even where nothing waits, so that it can say
 * what is missing. Resolves when nothing is left to send; throws ApiError or NetworkError when the rest has to wait.
 */
export function sendAll(options) {
  return alone(async () => {
    for (const send of senders) await send(options || {});
  });
}
