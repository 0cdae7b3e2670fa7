/**
 * Vietnamese first, English second.
 *
 * In HTML the Vietnamese text stands in the element and the English one beside it, in `data-en`; attributes have
 * `data-en-placeholder`, `data-en-aria-label` and `data-en-alt`. In scripts: `t("Vào", "In")`.
 */
import { recall, remember } from "./memory.js";

const ATTRIBUTES = ["placeholder", "aria-label", "alt"];
const listeners = [];
let current = recall("language") === "en" ? "en" : "vi";

/** "vi" or "en". */
export function language() {
  return current;
}

/** The text in the language of the reader. */
export function t(vi, en) {
  return current === "en" ? en : vi;
}

/** Calls the listener after each switch, so that it can write its own texts again. */
export function onLanguage(listener) {
  listeners.push(listener);
}

/** Writes all texts under `root` in the language of the reader. */
export function translate(root) {
  const tree = root || document;
  tree.querySelectorAll("[data-en]").forEach((element) => {
    if (element.dataset.vi === undefined) element.dataset.vi = element.textContent;
    element.textContent = t(element.dataset.vi, element.dataset.en);
  });
  ATTRIBUTES.forEach((name) => {
    tree.querySelectorAll(`[data-en-${name}]`).forEach((element) => {
      const kept = `data-vi-${name}`;
      if (!element.hasAttribute(kept)) element.setAttribute(kept, element.getAttribute(name) || "");
      element.setAttribute(name, t(element.getAttribute(kept), element.getAttribute(`data-en-${name}`)));
    });
  });
}

function apply() {
  document.documentElement.lang = current;
  translate();
  document.querySelectorAll("[data-language]").forEach((button) => {
    button.textContent = t("English", "Tiếng Việt");
    button.lang = t("en", "vi");
  });
}

/** Translates the page and makes its `[data-language]` button switch. Call once, when the page is there. */
export function startLanguage() {
  apply();
  document.querySelectorAll("[data-language]").forEach((button) => {
    button.addEventListener("click", () => {
      current = t("en", "vi");
      remember("language", current);
      apply();
      listeners.forEach((listener) => listener(current));
    });
  });
}
