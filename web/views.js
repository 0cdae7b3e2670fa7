/** The views of the page, one at a time: `<section id="view-…">`. */
import { byId } from "./element.js";
import { onLanguage } from "./i18n.js";

let rendering = () => {};
let leaving = () => {};

/**
 * Shows one view and moves the focus to its heading.
 *
 * `render` writes its texts, and is called again when the language changes; `leave` when another view comes.
 */
export function show(name, render, leave) {
  leaving();
  rendering = render || (() => {});
  leaving = leave || (() => {});
  document.querySelectorAll("main > section").forEach((section) => {
    section.hidden = section.id !== `view-${name}`;
  });
  rendering();
  window.scrollTo(0, 0);
  const heading = document.querySelector(`#view-${name} h1`);
  if (heading) heading.focus();
}

/** Writes the present view again, without moving the focus. */
export function refresh() {
  rendering();
}

/** Says something to a screen reader, without moving the focus. */
export function announce(text) {
  byId("announcement").textContent = text;
}

onLanguage(refresh);
