/**
 * When the queue is sent: at once while there is a network, else when it comes back, when the page is opened or looked
 * at, on a timer that backs off, and by the browser itself where it has Background Sync.
 */
import { backOff } from "./api.js";
import { SYNC_TAG, sendAll } from "./sync.js";

const REPORT_MS = 15 * 60 * 1000;

let under = null;
let again = null;
let attempt = 0;
let timer = null;
let notBefore = 0;
let started = false;

async function askForBackgroundSync() {
  try {
    const registration = await navigator.serviceWorker.ready;
    await registration.sync.register(SYNC_TAG);
  } catch (error) {
    // No service worker, no Background Sync, or not allowed: the timer and the next opening of the page do it.
  }
}

function later(milliseconds) {
  clearTimeout(timer);
  // A timer may fire a part of a millisecond early; what it was set for must not be put off for ever.
  timer = setTimeout(() => { notBefore = 0; wake(); }, milliseconds);
}

async function run(options) {
  try {
    await sendAll(options);
    attempt = 0;
    later(REPORT_MS);
  } catch (error) {
    // A revoked device is not let in by asking again soon.
    const wait = error.status === 401 ? REPORT_MS : backOff(Math.min(attempt, 5), error.retryAfter);
    attempt += 1;
    notBefore = Date.now() + wait;
    later(wait);
    askForBackgroundSync();
  }
}

/**
 * Sends what waits, unless a sending failed just now. While one is under way it is followed by exactly one more,
 * however often this is called. Resolves when this page has tried; never throws. `options` as for `sendAll`.
 */
export function wake(options) {
  if (Date.now() < notBefore) return Promise.resolve();
  if (under) {
    again = Object.assign(again || {}, options);
    return under;
  }
  under = run(options || {}).finally(() => {
    under = null;
    if (again && attempt === 0) {
      const next = again;
      again = null;
      wake(next);
    }
    again = null;
  });
  return under;
}

/** Sends what waits, even though a sending failed just now: the network is back, or somebody asked for it. */
export function wakeNow(options) {
  attempt = 0;
  notBefore = 0;
  return wake(options);
}

/** Begins to send by itself for as long as the page is open. */
export function startSending() {
  if (started) return wakeNow({ always: true });
  started = true;
  addEventListener("online", () => wakeNow());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wakeNow(); });
  return wake({ always: true });
}
