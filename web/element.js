/** DOM elements. Text only ever goes in as text. */

/** The element of this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** A new element: `properties` are set on it, children are elements or texts. */
export function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A link-like or full button that calls `run`. */
export function button(label, className, run) {
  return element("button", { type: "button", className, textContent: label, onclick: run });
}

/** Replaces all children. */
export function replace(parent, ...children) {
  while (parent.firstChild) parent.removeChild(parent.firstChild);
  parent.append(...children);
}
