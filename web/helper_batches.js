/**
 * Sends what a helper scanned, in batches, under the device's sequence numbers.
 *
 * An event leaves this device only when the server has named it and said "stored" or "duplicate".
 */
import { ApiError, NetworkError, request } from "./api.js";
import { forgetVoid } from "./paper_queue.js";
import * as queue from "./queue.js";
import { alsoSend, tell } from "./sync.js";

const MOST_EVENTS = 500;
const MOST_VOID = 500;
/** Half a kilobyte each: where the network turns out to be good, batches grow, else they shrink. */
const FIRST_EVENTS = 50;
const LEAST_EVENTS = 10;
/** The server takes 256 KB. */
const MOST_BYTES = 200 * 1024;
const BATCH_TIMEOUT_MS = 25000;
/** An answer that was longer under way teaches nothing about the clock. */
const CLOCK_TRIP_MS = 5000;
/** The server tells what is lost only from what it was told: so much later it is told again, even of nothing new. */
const REPORT_MS = 15 * 60 * 1000;

let most = FIRST_EVENTS;

function learnClock(receivedAt, sent, answered) {
  const received = Date.parse(receivedAt);
  const trip = answered - sent;
  if (!received || trip > CLOCK_TRIP_MS) return Promise.resolve();
  const offset = received - (sent + trip / 2);
  return queue.remember("clock", Math.abs(offset) < trip / 2 + 2000 ? 0 : Math.round(offset));
}

function iso(milliseconds, offset) {
  return new Date(milliseconds + offset).toISOString();
}

/** As many of the oldest as one request takes. */
function batchOf(waiting) {
  const batch = [];
  let bytes = 0;
  for (const entry of waiting.slice(0, most)) {
    const event = Object.assign({ seq: entry.seq }, entry.event);
    bytes += new TextEncoder().encode(JSON.stringify(event)).length + 1;
    if (batch.length && bytes > MOST_BYTES) break;
    batch.push(event);
  }
  // A line of a pad is not cut in two: its serial has arrived when all of it has.
  const next = waiting[batch.length];
  if (next && batch.length > 1 && next.seq === batch[batch.length - 1].seq) batch.pop();
  return batch;
}

async function report(waiting, batch, blank) {
  const left = waiting.slice(batch.length);
  const [issued, offset] = [(await queue.recall("issued")) || 0, (await queue.recall("clock")) || 0];
  return Object.assign(blank.length ? { void: blank } : {}, {
    events: batch,
    issued,
    waiting: left.length,
    waiting_since: left.length ? iso(Math.min(...left.map((entry) => entry.queued)), offset) : null,
  });
}

async function settle(batch, body) {
  if (!Array.isArray(body.results)) throw new NetworkError("not our server's answer");
  const numbers = new Map(batch.map(({ id, seq }) => [id, seq]));
  const results = body.results.filter(({ id, seq }) => numbers.get(id) === seq);
  await queue.remove(results.filter(({ status }) => status === "stored" || status === "duplicate").map(({ id }) => id));
  await queue.change(results.filter(({ status }) => status === "refused")
    .map(({ id, error, message }) => [id, { status: "refused", error, message }]));
  return results;
}

/** One batch; gives how many events it settled. */
async function sendBatch(device, waiting, blank) {
  const batch = batchOf(waiting);
  const sent = Date.now();
  const { body } = await request("POST", "/api/checkins/batch", {
    body: await report(waiting, batch, blank), token: device.token, timeout: BATCH_TIMEOUT_MS,
  });
  const results = await settle(batch, body);
  await forgetVoid(blank);
  await learnClock(body.received_at, sent, Date.now());
  await queue.remember("report", {
    missing: body.missing || [], count: body.missing_count || 0, at: Date.now(), revoked: false,
  });
  // Listeners read what was written above.
  tell(results);
  most = Math.min(MOST_EVENTS, most * 2);
  return { sent: batch.length, done: results.filter(({ status }) => status !== "retry").length };
}

/** What a refused batch means: null to go on with smaller ones, else the error stands. */
async function batchRefused(error, waiting) {
  const refused = error instanceof ApiError;
  if (refused && error.status === 401) {
    await queue.remember("report", Object.assign({}, await queue.recall("report"), { revoked: true }));
    tell([]);
    throw error;
  }
  const unreadable = refused && (error.status === 413 || error.status === 422 || error.status === 400);
  if (unreadable && waiting.length === 0) throw error;
  if (unreadable && most === 1) {
    await queue.change([[waiting[0].id, { status: "refused", error: error.code, message: error.message }]]);
    tell([{ id: waiting[0].id, status: "refused", message: error.message }]);
    most = LEAST_EVENTS;
    return;
  }
  // A network that breaks off lets small requests through sooner than large ones.
  most = unreadable ? Math.max(1, Math.min(most, waiting.length) >> 1) : Math.max(LEAST_EVENTS, most >> 1);
  if (!unreadable) throw error;
}

async function due() {
  const last = await queue.recall("report");
  return !last || Date.now() - last.at > REPORT_MS;
}

async function sendHelpers({ always }) {
  const device = await queue.recall("device");
  if (!device) return;
  for (let first = true; ; first = false) {
    const waiting = (await queue.entries("helper")).filter((entry) => entry.status === "waiting");
    const blank = ((await queue.recall("void")) || []).slice(0, MOST_VOID);
    if (!waiting.length && !blank.length && !(first && (always || await due()))) return;
    try {
      const { sent, done } = await sendBatch(device, waiting, blank);
      if (done < sent) throw new NetworkError("some have to come again");
    } catch (error) {
      await batchRefused(error, waiting);
    }
  }
}

alsoSend(sendHelpers);
