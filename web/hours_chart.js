/** Bars for the hours of a day, drawn as SVG; the table beneath says the same to a screen reader. */
import { element } from "./element.js";
import { t } from "./i18n.js";

const WIDTH = 480;
const HEIGHT = 160;
const BASE = 132;
const ABOVE = 28;
const STEP = WIDTH / 24;

function svg(tag, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  if (text !== undefined) made.textContent = text;
  return made;
}

function bar(count, hour, most, now) {
  const height = count ? Math.max(3, (count / most) * (BASE - ABOVE)) : 0;
  return svg("rect", {
    x: hour * STEP + 2, y: BASE - height, width: STEP - 4, height, rx: 2, class: hour === now ? "bar now" : "bar",
  });
}

function table(counts) {
  const rows = counts.map((count, hour) => [count, hour]).filter(([count]) => count)
    .map(([count, hour]) => element("tr", {}, element("th", { scope: "row", textContent: `${hour}:00` }), element("td", { textContent: count })));
  const body = element("tbody", {});
  body.append(...rows);
  return element("table", { className: "visually-hidden" }, element("caption", { textContent: t("Số lượt theo giờ", "Scans by hour") }), body);
}

/** The chart of 24 counts; `now` is the running hour. */
export function hoursChart(counts, now) {
  const most = Math.max(1, ...counts);
  const peak = counts.indexOf(most);
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "hours-chart", "aria-hidden": "true" });
  chart.append(
    svg("line", { x1: 0, y1: BASE + 0.5, x2: WIDTH, y2: BASE + 0.5, class: "axis" }),
    ...counts.map((count, hour) => bar(count, hour, most, now)),
    ...[0, 6, 12, 18].map((hour) => svg("text", { x: hour * STEP + 2, y: HEIGHT - 7 }, t(`${hour} giờ`, `${hour}:00`))),
  );
  if (peak >= 0) {
    chart.append(svg("text", { x: Math.min(Math.max(peak * STEP + STEP / 2, 24), WIDTH - 24), y: ABOVE - 8, "text-anchor": "middle", class: "peak" }, most));
  }
  return element("div", {}, chart, table(counts));
}
