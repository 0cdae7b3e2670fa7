/** This device: which venues it is paired with, at which of them it stands, and the time by the server's clock. */
import { ApiError, request } from "./api.js";
import * as numbered from "./numbered_queue.js";
import * as queue from "./queue.js";

let device = null;
let offset = 0;

/** `{device, token, name, paper, venues: [public cards], venue, zone, visitor}`, or null while the device is not paired. */
export function present() {
  return device;
}

/** Reads what the device is from the queue's store. */
export async function load() {
  device = await queue.recall("device");
  await learn();
  return device;
}

/** Takes over what the last answers of the server taught about the clock; it holds for scans from now on. */
export async function learn() {
  offset = (await queue.recall("clock")) || 0;
}

/** The time of a scan that is made now, by the server's clock as far as this device knows it, in milliseconds. */
export function now() {
  return Date.now() + offset;
}

/** By how much this device's clock is wrong, in milliseconds: positive when it is ahead. */
export function clockError() {
  return -offset;
}

/** The public card of the venue where this device stands. */
export function venue() {
  return device.venues.find((card) => card.code === device.venue) || device.venues[0];
}

/** Remembers what the helper chose: `{venue}`, `{zone}`, `{visitor}`. */
export async function choose(changes) {
  device = Object.assign({}, device, changes);
  await queue.remember("device", device);
}

/** The token in a pairing link or in the text of its QR code, or null. */
export function pairingToken(text) {
  const match = /^(?:\S*#pair=)?([0-9a-f-]{36}\.[\w-]{20,100})$/i.exec(text.trim());
  return match ? match[1] : null;
}

/** Claims a pairing token: from now on this is that device. Throws ApiError, NetworkError. */
export async function pair(token) {
  const { body } = await request("POST", "/api/devices/claim", { token, body: {} });
  const { device: id, device_token: own, name, venues, paper, next_seq: next } = body;
  await numbered.begin({ device: id, token: own, name, paper: Boolean(paper), venues, venue: venues[0].code, zone: "", visitor: "visitor" }, next);
  return load();
}

/** Renews the public cards of the venues: names, areas and whether they are open change. Offline, the old ones stay. */
export async function renewVenues() {
  const cards = await Promise.all(device.venues.map(async (card) => {
    try {
      return (await request("GET", `/api/venues/${card.code}`)).body;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return Object.assign({}, card, { status: "closed" });
      return card;
    }
  }));
  await choose({ venues: cards });
}
