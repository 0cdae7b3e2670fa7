/**
 * What a trace says in words a tracer understands; the files for the health office say the same
 * (functions/truyvet/trace_wording.py).
 */
import { localDate, localDay, localTime } from "./days.js";

export const BRUSHED = "Ở gần";
const KNOWN = {
  scan: "có quét",
  next_scan: "theo lượt quét ở nơi khác",
  told: "theo lời khai",
  closing: "theo giờ đóng cửa",
  assumed: "ước tính",
};
const ZONES = new Map([[true, "cùng khu"], [false, "khác khu"], [null, "không rõ khu"]]);
const DOUBTS = { few: "ít người có mặt, dễ nhận ra ai", circle: "không phải nơi công cộng" };
const WEEKDAYS = ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];
const SURE = ["scan", "next_scan"];

function milliseconds(instant) {
  return typeof instant === "number" ? instant : Date.parse(instant);
}

/** F1, F2, or somebody who only came near. */
export function levelName(contact) {
  return contact.meets_definition ? `F${contact.level}` : BRUSHED;
}

/** How one end of a stay is known. */
export function knownBy(known) {
  return KNOWN[known] || known;
}

/** How both ends of a stay are known. */
export function endsKnown([start, end]) {
  return `vào: ${knownBy(start)} · ra: ${knownBy(end)}`;
}

/** `07:30` */
export function clock(instant) {
  return localTime(milliseconds(instant));
}

/** `13/08/2021 07:30` */
export function moment(instant) {
  return `${localDate(milliseconds(instant))} ${clock(instant)}`;
}

/** `07:30–08:15`; the end of another day with its date, the midnight that ends the day as 24:00. */
export function hours(from, to) {
  const [start, end] = [milliseconds(from), milliseconds(to)];
  if (localDay(start) === localDay(end)) return `${clock(start)}\u2060–\u2060${clock(end)}`;
  const midnight = clock(end) === "00:00" && localDay(end - 1) === localDay(start);
  return `${clock(start)}\u2060–\u2060${midnight ? "24:00" : `${clock(end)} ${localDate(end).slice(0, 5)}`}`;
}

/** `13/08/2021 07:30–08:15` */
export function span(from, to) {
  return `${localDate(milliseconds(from))} ${hours(from, to)}`;
}

/** `Thứ Sáu 13/08/2021`, of a local day such as `2021-08-13`. */
export function longDay(day) {
  return `${WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]} ${day.split("-").reverse().join("/")}`;
}

/** `0987 654 321` as people in Viet Nam say it; another country's number stays. */
export function phone(number) {
  if (!number) return "";
  return number.replace(/^\+84(\d{3})(\d{3})(\d+)$/, "0$1 $2 $3").replace(/^\+84/, "0");
}

/** `45 phút cùng chỗ, 10 phút sau khi người kia rời` */
export function minutes({ overlap_minutes: together, tail_minutes: after }) {
  const late = `${after} phút sau khi người kia rời`;
  if (!after) return `${together} phút cùng chỗ`;
  return together ? `${together} phút cùng chỗ, ${late}` : late;
}

/** Whether both were in one zone. */
export function zones(match) {
  return ZONES.get(match === undefined ? null : match);
}

/** In one word for all encounters: the surest that any of them says. */
export function zonesOfAll(encounters) {
  const found = encounters.map(({ zone_match: match }) => match);
  return zones(found.includes(true) ? true : found.includes(null) ? null : false);
}

/** Why the score is lower than the minutes: a sentence, or "" where nothing lowers it. */
export function doubtsOfScore(encounters) {
  const some = (test) => encounters.some(test);
  const reasons = [];
  if (some(({ zone_match: match }) => match === false)) reasons.push("có lần ở khác khu");
  if (some(({ zone_match: match }) => match === null)) reasons.push("không rõ cùng khu hay không");
  const doubtful = new Set(encounters.flatMap((each) => each.ends_known_by.concat(each.source_ends_known_by))
    .filter((known) => !SURE.includes(known)).map(knownBy));
  if (doubtful.size) reasons.push(`giờ vào, ra ${[...doubtful].join(", ")}`);
  return reasons.length ? `Điểm giảm vì ${reasons.join("; ")}.` : "";
}

/** The score in words. */
export function scoreSentence(contact) {
  const base = contact.tail_minutes
    ? `Tính từ ${contact.overlap_minutes} phút cùng chỗ và một phần của ${contact.tail_minutes} phút sau khi người kia rời.`
    : `Tính từ ${contact.overlap_minutes} phút cùng chỗ.`;
  return [base, doubtsOfScore(contact.encounters)].filter(Boolean).join(" ");
}

/** `38,3`; whole numbers without a decimal. */
export function score(value) {
  return value.toLocaleString("vi-VN", { maximumFractionDigits: 1 });
}

/** What an official should weigh before a place is made public. */
export function doubtName(doubt) {
  return DOUBTS[doubt] || doubt;
}

/** `12 F1 · 3 ở gần · 40 F2`, of {f1, near, f2}. */
export function met({ f1, near, f2 }) {
  const told = [[f1, "F1"], [f2, "F2"], [near, "ở gần"]].filter(([count]) => count).map(([count, name]) => `${count} ${name}`);
  return told.join(" · ") || "chưa gặp ai";
}
