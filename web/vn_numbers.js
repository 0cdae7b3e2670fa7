/** Numbers, shares, changes and days as a Vietnamese reader writes them: 18.365 · 2,9% · tăng 120 (12%) · 13/8/2021. */

/** Stands where nothing is known; a zero would be a claim. */
export const UNKNOWN = "–";

/** A whole number with dots between thousands. */
export function number(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ".").replace("-", "−");
}

/** A share as a percentage with one decimal at most; what is not quite nothing is never rounded to it. */
export function percent(share) {
  if (share > 0 && share < 0.001) return "<0,1%";
  if (share > 0.999 && share < 1) return ">99,9%";
  // As the report rounds, a tie goes to the even digit: 6,25 is 6,2 (of all ties only a quarter is one that differs).
  const shown = 100 * share;
  const told = (4 * shown) % 4 === 1 ? Math.floor(shown) + 0.2 : shown;
  return `${told.toFixed(1).replace(/\.0$/, "").replace(".", ",")}%`;
}

/** The part as a percentage of the whole. */
export function share(part, whole) {
  return whole ? percent(part / whole) : UNKNOWN;
}

/** `{text, direction}`: how a count changed, in words and with its sign; direction is 1, 0, -1, or null if unknown. */
export function change(now, before) {
  if (before === null || before === undefined) return { text: UNKNOWN, direction: null };
  const difference = now - before;
  if (!difference) return { text: "không đổi", direction: 0 };
  const relative = Math.abs(difference) / before;
  const told = Math.min(Math.abs(difference), before) < 10 || relative < 0.001 ? "" : ` (${difference > 0 ? "+" : "−"}${percent(relative)})`;
  return { text: `${difference > 0 ? "tăng" : "giảm"} ${number(Math.abs(difference))}${told}`, direction: Math.sign(difference) };
}

/** `+1.234`, `−3`, `0`. */
export function signed(difference) {
  return (difference > 0 ? "+" : "") + number(difference);
}

/** `13/8/2021` of `2021-08-13`. */
export function day(iso) {
  return iso.split("-").reverse().map(Number).join("/");
}

/** `13/8` of `2021-08-13`. */
export function shortDay(iso) {
  return day(iso).split("/").slice(0, 2).join("/");
}

const WEEKDAYS = ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];

/** `Thứ Sáu`. */
export function weekday(iso) {
  return WEEKDAYS[new Date(`${iso}T00:00:00Z`).getUTCDay()];
}

/** The name of a day, area, kind or cause in the middle of a sentence: `thứ Sáu`, `không in được mã QR`. */
export function lowered(name) {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

/** The day so many days later. */
export function moved(iso, days) {
  return new Date(Date.parse(`${iso}T00:00:00Z`) + days * 86400000).toISOString().slice(0, 10);
}
