/**
 * The service worker: pages open without a network after the first visit, and what waits is sent in the background.
 *
 * Each version of the site has a cache of its own, filled when the version arrives and taken away with it. A page comes
 * from the cache at once; the browser looks for a new version of this file at every visit. Answers of the API are
 * never kept. The server puts the version in, and joins this file with its modules.
 */
import "./helper_batches.js";
import { SYNC_TAG, sendAll } from "./sync.js";

const PREFIX = "truyvet-";
const CACHE = `${PREFIX}{{version}}`;
const ALWAYS = ["/", "/checkin"];
const NEVER = /^\/(?:api|_local|health)(?:\/|$)/;
const LOADED = /\s(?:src|href)="\/[^"/][^"]*\.(?:css|js|svg|png|wasm|webmanifest)"/g;
const NO_NETWORK = `<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Không có mạng · Truy Vết</title><h1>Không có mạng</h1><p>Trang này chưa được mở lần nào trên máy này. Xin thử lại khi có mạng.</p>
<p lang="en">No network. This page has not been opened on this device before.</p><p><a href="/">Truy Vết</a></p></html>`;

/** The name under which a page is kept: all venues share one page. */
function pageOf(path) {
  return /^\/c(?:\/[^/]*)?\/?$/i.test(path) ? "/checkin" : path.replace(/(.)\/$/, "$1");
}

/** Keeps a page with all that it loads, and `also`; the page last, so that it never stands there without them. */
async function keep(path, also) {
  const cache = await caches.open(CACHE);
  const answer = await fetch(path, { cache: "no-store", credentials: "omit" });
  if (!answer.ok) return;
  const loads = (await answer.clone().text()).match(LOADED) || [];
  const addresses = loads.map((attribute) => attribute.split('"')[1]).concat(also || []);
  await Promise.all(addresses.map(async (address) => {
    if (await cache.match(address)) return;
    const loaded = await fetch(address, { credentials: "omit" });
    if (loaded.ok) await cache.put(address, loaded);
  }));
  await cache.put(path, answer);
}

async function pagesKeptBefore() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  const paths = [].concat(...kept).map((request) => new URL(request.url).pathname);
  return paths.filter((path) => !/\.\w+$/.test(path));
}

async function install() {
  const paths = [...new Set([...ALWAYS, ...await pagesKeptBefore()])];
  // A page that cannot be had now is kept at its next visit; none of them may hold the others up.
  await Promise.all(paths.map((path) => keep(path).catch(() => {})));
  await self.skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function page(request, path) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(pageOf(path));
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    return new Response(NO_NETWORK, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
}

/** A versioned address never changes. */
async function file(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

/** Other files: from the cache at once, and renewed behind the back; a jammed network holds nobody up. */
async function other(event) {
  const cache = await caches.open(CACHE);
  const renewed = fetch(event.request).then(async (answer) => {
    if (answer.ok) await cache.put(event.request, answer.clone());
    return answer;
  });
  const kept = await cache.match(event.request);
  if (!kept) return renewed;
  event.waitUntil(renewed.catch(() => {}));
  return kept;
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data && event.data.keep) event.waitUntil(keep(event.data.keep, event.data.also).catch(() => {}));
});
self.addEventListener("sync", (event) => {
  // Rejects while something is left, so that the browser tries again.
  if (event.tag === SYNC_TAG) event.waitUntil(sendAll());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || NEVER.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(request, pathname));
  else if (pathname.startsWith("/v/")) event.respondWith(file(request));
  else event.respondWith(other(event));
});
