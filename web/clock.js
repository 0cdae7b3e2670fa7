/** The time, corrected by what the server said: the clocks of phones are wrong by hours more often than one thinks. */
import { recall, remember } from "./memory.js";

/** A difference below this may be the way of the answer through the network, and troubles nobody. */
const TOLERANCE_MS = 30 * 1000;

let offset = recall("clock") || 0;

/** The time to write on a new check-in, in milliseconds. */
export function now() {
  return Date.now() + offset;
}

/** How far the phone's clock is ahead of the server's, in milliseconds: negative when it is behind, 0 when right. */
export function error() {
  return -offset;
}

/** Learns from an answer that the server gave just now at `serverTime` (milliseconds, or null where unknown). */
export function learn(serverTime) {
  if (!serverTime) return;
  const difference = serverTime - Date.now();
  offset = Math.abs(difference) < TOLERANCE_MS ? 0 : difference;
  remember("clock", offset);
}
