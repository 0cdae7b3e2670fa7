/** Ids made on this phone. */
import { recall, remember } from "./memory.js";

/** A random UUID, version 4. `crypto.randomUUID` is missing on old phones and without https. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The random id of this phone: tells bursts from one device, and nothing about whose it is. */
export function deviceId() {
  const known = recall("device");
  if (known) return known;
  const made = uuid();
  remember("device", made);
  return made;
}
