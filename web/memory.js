/** What this phone remembers (localStorage). Where the browser forbids it, a page remembers until it is closed. */

const PREFIX = "truyvet.";
const fallback = new Map();

function openStorage() {
  try {
    localStorage.setItem(PREFIX + "probe", "1");
    localStorage.removeItem(PREFIX + "probe");
    return localStorage;
  } catch (error) {
    return null;
  }
}

const storage = openStorage();

/** Whether what is remembered survives the closing of the page. */
export const lasting = storage !== null;

/** The remembered value, or null. */
export function recall(name) {
  const text = fallback.has(name) ? fallback.get(name) : storage && storage.getItem(PREFIX + name);
  try {
    return text ? JSON.parse(text) : null;
  } catch (error) {
    return null;
  }
}

/** Remembers a value that JSON can hold. Where the storage is full, only until the page is closed. */
export function remember(name, value) {
  const text = JSON.stringify(value);
  fallback.set(name, text);
  if (!storage) return;
  try {
    storage.setItem(PREFIX + name, text);
    fallback.delete(name);
  } catch (error) {
    // An older value must not come back after the page was closed.
    storage.removeItem(PREFIX + name);
  }
}

/** Forgets one name, or, without a name, everything that this site remembered. */
export function forget(name) {
  if (name) {
    fallback.delete(name);
    if (storage) storage.removeItem(PREFIX + name);
    return;
  }
  fallback.clear();
  if (!storage) return;
  Object.keys(storage).filter((key) => key.startsWith(PREFIX)).forEach((key) => storage.removeItem(key));
}
