/** Charts of officials' pages, drawn as SVG; beneath each lies a table for screen readers that says the same. */
import { element } from "./element.js";
import { number, shortDay } from "./vn_numbers.js";

const WIDTH = 380;
const HEIGHT = 176;
const TOP = 20;
const BASE = 150;

function svg(tag, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  if (text !== undefined) made.textContent = text;
  return made;
}

function canvas() {
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", "aria-hidden": "true" });
}

function table(caption, head, rows) {
  const cells = (tag, values) => element("tr", {}, ...values.map((value, place) => element(place ? tag : "th", { textContent: value })));
  return element("table", { className: "visually-hidden" }, element("caption", { textContent: caption }),
    element("thead", {}, cells("th", head)), element("tbody", {}, ...rows.map((row) => cells("td", row))));
}

function figure(chart, keys, ...rest) {
  const legend = element("p", { className: "legend" });
  legend.setAttribute("aria-hidden", "true");
  keys.forEach(([className, text]) => legend.append(element("span", { className: `key ${className}` }), element("span", { textContent: text })));
  return element("div", {}, chart, legend, ...rest);
}

/** A round number at or above the highest bar, so that the scale can be read. */
function ceiling(values) {
  const most = Math.max(1, ...values);
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= most);
}

function scale(chart, top) {
  [0.5, 1].forEach((part) => {
    const y = BASE - part * (BASE - TOP);
    chart.append(svg("line", { x1: 0, x2: WIDTH, y1: y, y2: y, class: "grid" }));
    if (part * top >= 1) chart.append(svg("text", { x: 0, y: y - 4 }, number(part * top)));
  });
  chart.append(svg("line", { x1: 0, x2: WIDTH, y1: BASE, y2: BASE, class: "axis" }));
}

function bars(chart, values, top, now) {
  const step = WIDTH / values.length;
  values.forEach((value, place) => {
    if (!value) return;
    const height = Math.max(2, (value / top) * (BASE - TOP));
    chart.append(svg("rect", { x: place * step + 2, y: BASE - height, width: step - 4, height, rx: 2, class: place === now ? "bar now" : "bar" }));
  });
}

function line(chart, values, top) {
  const step = WIDTH / values.length;
  const at = (value, place) => [place * step + step / 2, BASE - (value / top) * (BASE - TOP)];
  const points = values.map((value, place) => (value === null ? null : at(value, place).join(","))).filter(Boolean);
  if (points.length) chart.append(svg("polyline", { points: points.join(" "), class: "other" }));
}

function labels(chart, texts) {
  const step = WIDTH / texts.length;
  texts.forEach((text, place) => {
    if (text) chart.append(svg("text", { x: place === texts.length - 1 ? WIDTH : place * step + step / 2, y: HEIGHT - 8, "text-anchor": place === texts.length - 1 ? "end" : "middle" }, text));
  });
}

/** Scans a day as bars; days of which nothing is known stay empty. `running`: the last day is not over. */
export function trendChart(points, running) {
  const chart = canvas();
  const scans = points.map((point) => point.scans);
  const top = ceiling(scans.map((value) => value || 0));
  scale(chart, top);
  bars(chart, scans, top, running ? scans.length - 1 : -1);
  const every = Math.ceil(points.length / 5);
  labels(chart, points.map((point, place) => ((points.length - 1 - place) % every || place === 0 ? "" : shortDay(point.day))));
  const told = (value) => (value === null ? "không rõ" : number(value));
  const keys = [["", "Lượt quét mỗi ngày"]].concat(running ? [["now", "hôm nay, chưa hết ngày"]] : []);
  return figure(chart, keys, table("Lượt quét và điểm có lượt quét theo ngày", ["Ngày", "Lượt quét", "Điểm có lượt quét"],
    points.map((point) => [shortDay(point.day), told(point.scans), told(point.active)])));
}

/** Scans by hour as bars, against another day's as a line (null: none). `now` is the running hour, or -1. */
export function hoursChart(counts, other, keys, now) {
  const chart = canvas();
  const top = ceiling(counts.concat(other || []));
  scale(chart, top);
  bars(chart, counts, top, now);
  if (other) line(chart, other, top);
  labels(chart, counts.map((_, hour) => (hour % 3 ? "" : `${hour}h`)));
  const names = keys.slice(0, other ? 2 : 1);
  return figure(chart, names.map((name, place) => [place ? "line" : "", name]), table("Lượt quét theo giờ", ["Giờ"].concat(names),
    counts.map((count, hour) => [`${hour}:00`, number(count)].concat(other ? [number(other[hour])] : []))));
}

/** A small bar that shows a share of 1. */
export function meter(part) {
  const drawn = svg("svg", { viewBox: "0 0 100 6", class: "meter", preserveAspectRatio: "none", "aria-hidden": "true" });
  drawn.append(svg("rect", { width: 100, height: 6 }), svg("rect", { width: Math.max(part ? 1 : 0, 100 * part), height: 6, class: "part" }));
  return drawn;
}
