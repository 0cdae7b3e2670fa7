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

/** A drawing of one line, and what else there is to draw, as [tag, attributes]; `size` is that of its square. */
export function drawing(size, className, line, ...more) {
  const made = (tag, attributes) => {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([key, value]) => shape.setAttribute(key, value));
    return shape;
  };
  const picture = made("svg", { viewBox: `0 0 ${size} ${size}`, class: className, "aria-hidden": true });
  const common = { fill: "none", stroke: "currentColor", "stroke-linecap": "round", "stroke-linejoin": "round" };
  [["path", line], ...more].forEach(([tag, attributes]) => picture.append(made(tag, Object.assign({}, common, attributes))));
  return picture;
}

/** Replaces all children. */
export function replace(parent, ...children) {
  while (parent.firstChild) parent.removeChild(parent.firstChild);
  parent.append(...children);
}
