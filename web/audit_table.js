/** Tables of the auditor's page; on a telephone each row becomes a card, and each cell says its column's name. */
import { element } from "./element.js";

/** `13/08/2021` of a local day such as `2021-08-13`. */
export function written(day) {
  return day.split("-").reverse().join("/");
}

/** A table; `heads` are `[title, class]` of its columns, a cell is text or an element. */
export function table(caption, heads, rows) {
  const cell = (content, index) => {
    const made = element("td", { className: heads[index][1] || "" }, content);
    made.dataset.label = heads[index][0];
    return made;
  };
  return element("div", { className: "table-wrap" }, element("table", { className: "cards" },
    element("caption", { textContent: caption }),
    element("thead", {}, element("tr", {}, ...heads.map(([text, className]) => element("th", { textContent: text, className: className || "", scope: "col" })))),
    element("tbody", {}, ...rows.map((cells) => element("tr", {}, ...cells.map(cell))))));
}
