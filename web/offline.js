/** Pages that open without a network after the first visit. */

/** Asks the browser not to throw away what is kept here; some grant it only to installed pages. */
async function persist() {
  try {
    return await navigator.storage.persist();
  } catch (error) {
    return false;
  }
}

/**
 * Keeps this page for times without a network; `path` is its address, without what changes from visit to visit, and
 * `also` are addresses of what it loads later.
 * Where the browser has no service worker, the page works as long as it is open.
 */
export async function keepOffline(path, also) {
  persist();
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    const ask = async () => (await navigator.serviceWorker.ready).active.postMessage({ keep: path, also });
    // A new version that arrives at this moment may not know of this page.
    navigator.serviceWorker.addEventListener("controllerchange", ask);
    await ask();
  } catch (error) {
    // A private window, or a full disk: the page works all the same.
  }
}
