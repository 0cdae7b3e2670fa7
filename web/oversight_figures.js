/** The figures of a day: tiles with their change in words, and the tables by area and by kind. */
import { byId, element, replace } from "./element.js";
import { meter } from "./official_charts.js";
import { change, number, percent, share, signed, UNKNOWN } from "./vn_numbers.js";

const ARROWS = { 1: "▲ ", "-1": "▼ ", 0: "" };
const COLOURS = { 1: "up", "-1": "down", 0: "" };

function moved(now, before, against) {
  const { text, direction } = change(now, before);
  if (direction === null) return element("p", { textContent: `chưa rõ ${against}` });
  const words = element("p", {}, element("span", { className: COLOURS[direction], textContent: ARROWS[direction] + text }));
  words.append(` so với ${against}`);
  return words;
}

function tile(name, value, ...lines) {
  return element("div", { className: "tile" }, element("h3", { textContent: name }), element("strong", { textContent: value }), ...lines);
}

function against(total, measure) {
  const before = [["day_before", "hôm trước"], ["week_before", "tuần trước"]];
  return before.map(([name, words]) => moved(measure(total.day), total[name] && measure(total[name]), words));
}

/** Fills the tiles. Of a running day only what is registered is compared: the rest of it is still to come. */
export function showTiles(answer) {
  const { total, running } = answer;
  const { day } = total;
  const compared = (measure) => (running ? [] : against(total, measure));
  const line = (text) => element("p", { textContent: text });
  replace(byId("figures"),
    tile("Điểm đăng ký", number(day.registered), ...against(total, (each) => each.registered)),
    tile("Đã in mã QR", number(day.poster_issued), line(`${share(day.poster_issued, day.registered)} số điểm đăng ký`), ...compared((each) => each.poster_issued).slice(0, 1)),
    tile("Có lượt quét", number(day.active), line(`${share(day.active, day.registered)} số điểm đăng ký`), ...compared((each) => each.active)),
    tile("Lượt quét", number(day.scans), ...compared((each) => each.scans)),
    tile("Lượt vào / lượt ra", `${number(day.entries)} / ${number(day.exits)}`, line(day.entries ? `cứ 100 lượt vào có ${number((100 * day.exits) / day.entries)} lượt ra` : UNKNOWN)),
    tile("Số người (ước tính)", number(day.people), line(`sai số chuẩn ±${percent(answer.people_error)}`)),
    tile("Quét hộ, thẻ, giấy", number(day.by_helper), line(day.scans ? `${share(day.by_helper, day.scans)} số lượt quét` : UNKNOWN)),
    tile("Khai có dấu hiệu, tiếp xúc", number(day.alerts), line("lượt khai cần y tế xem")));
  showSoFar(answer);
}

function showSoFar({ so_far: soFar, running }) {
  byId("so-far").hidden = !running || soFar.until === "00:00";
  if (byId("so-far").hidden) return;
  const told = [["day_before", "cùng giờ hôm qua"], ["week_before", "cùng giờ tuần trước"]]
    .filter(([name]) => soFar[name] !== null)
    .map(([name, words]) => `${change(soFar.day, soFar[name]).text} so với ${words} (${number(soFar[name])})`);
  byId("so-far").textContent = `Đến ${soFar.until}: ${number(soFar.day)} lượt quét${told.length ? `, ${told.join("; ")}` : ""}. Ngày chưa hết nên các số khác chưa so sánh.`;
}

const HEADS = [["", ""], ["Điểm đăng ký", "figure"], ["Có lượt quét", "figure share"], ["Lượt quét", "figure"], ["So với hôm trước", "figure wide-only"], ["So với tuần trước", "figure wide-only"]];

function cell(text, className) {
  return element("td", { className: className || "figure" }, text);
}

function difference(each, name, running) {
  if (running || !each[name]) return cell(UNKNOWN, "figure wide-only");
  const moved = each.day.scans - each[name].scans;
  return cell(element("span", { className: COLOURS[Math.sign(moved)], textContent: signed(moved) }), "figure wide-only");
}

function row(label, each, running) {
  const head = element("th", { scope: "row" }, label);
  const active = cell(`${number(each.day.active)} (${share(each.day.active, each.day.registered)})`, "figure share");
  active.append(meter(each.day.registered ? each.day.active / each.day.registered : 0));
  return element("tr", {}, head, cell(number(each.day.registered)), active, cell(number(each.day.scans)),
    difference(each, "day_before", running), difference(each, "week_before", running));
}

function table(id, caption, rows, total) {
  const head = element("tr", {}, ...HEADS.map(([text, className], place) => element("th", { scope: "col", className, textContent: place ? text : caption })));
  replace(byId(id), element("thead", {}, head), element("tbody", {}, ...rows), ...(total ? [element("tfoot", {}, total)] : []));
}

function lastHere(one, other) {
  return other.day.scans - one.day.scans || other.day.registered - one.day.registered;
}

/** Fills the table of communes or districts; `link(area)` gives the element that opens an area. */
export function showAreas(answer, place, link) {
  const areas = answer.communes.length ? answer.communes : answer.districts;
  const level = answer.communes.length ? "Xã, phường, thị trấn" : "Huyện, thị xã, thành phố";
  byId("areas-part").hidden = Boolean(place.commune) || areas.length < 2;
  byId("areas-title").textContent = `Theo ${level.toLowerCase()}`;
  const rows = areas.slice().sort(lastHere).map((area) => row(link(area), area, answer.running));
  table("areas", level, rows, row("Cộng", answer.total, answer.running));
}

/** Fills the table of kinds; `link(kind)` gives the element that chooses a kind. */
export function showKinds(answer, place, link) {
  byId("kinds-part").hidden = Boolean(place.kind) || answer.kinds.length < 2;
  table("kinds", "Loại điểm", answer.kinds.slice().sort(lastHere).map((kind) => row(link(kind), kind, answer.running)));
}
