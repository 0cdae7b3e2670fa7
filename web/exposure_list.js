/** The public list of exposure places: today's, or without a network the last one that this phone has seen. */
import { request } from "./api.js";
import { recall, remember } from "./memory.js";

/** `{places, at}`: the list, and when it was fetched in milliseconds (null: never). */
export async function exposureList() {
  try {
    const { places } = (await request("GET", "/api/exposures", { cache: "default" })).body;
    const list = { places, at: Date.now() };
    remember("exposures", list);
    return list;
  } catch (error) {
    return recall("exposures") || { places: [], at: null };
  }
}

/** What tells a place and its time from others. */
export function nameOf({ venue, from }) {
  return `${venue} ${from}`;
}
