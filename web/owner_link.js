/**
 * The owner's link, `/owner#code=…&token=…`: whoever has it manages the venue. It stands behind the # so that no
 * server and no log ever sees it. Venues opened by their link are remembered on this device.
 */
import { normalised } from "./code.js";
import { forget, recall, remember } from "./memory.js";

/** A random token: 32 bytes, 43 characters. */
export function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The link of a venue. */
export function ownerLink(code, token) {
  return `${location.origin}/owner#code=${code}&token=${token}`;
}

/** `{code, token}` of the part behind the #, or null. */
export function readLink(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const code = normalised(parts.get("code") || "");
  const token = (parts.get("token") || "").trim();
  return code && token ? { code, token } : null;
}

/** The venues managed on this device, `[{code, token, name}]`, the last opened first. */
export function managed() {
  return recall("managed") || [];
}

/** Remembers a venue as the last opened. */
export function keepManaged(venue) {
  remember("managed", [venue, ...managed().filter(({ code }) => code !== venue.code)]);
}

/** Forgets one venue on this device. */
export function forgetManaged(code) {
  const left = managed().filter((venue) => venue.code !== code);
  if (left.length) remember("managed", left);
  else forget("managed");
}
