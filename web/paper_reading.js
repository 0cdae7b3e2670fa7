/** What stands on a line of a paper pad, as somebody types it in: forgiving of how it is written, never of what it says. */
import { healthy } from "./declaration.js";
import { localDay } from "./days.js";
import { numberOf } from "./helper_typing.js";
import { t } from "./i18n.js";

const DAY_MS = 24 * 3600 * 1000;
const OFFSET_MS = 7 * 3600 * 1000;
/** Older visits are stored, and marked: the rule `behind` of functions/truyvet/settings.py. */
export const DOUBTFUL_MS = 14 * DAY_MS;
const EARLIEST_BIRTH_YEAR = 1900;
/** The letters printed on each sheet (functions/truyvet/paper_sheets.py). T says not which contact: the gravest is taken. */
const LETTERS = { S: "fever", H: "cough", K: "breathless", P: "pneumonia", Đ: "sore_throat", D: "sore_throat", M: "tired" };
const NOTHING = /^(?:[-–—0]*|KHÔNG|KO)$/;

/** The serials of `44` or `41-60` as [first, last], or null. */
export function serialsOf(typed) {
  const match = /^(\d{1,7})(?:\s*[-–]\s*(\d{1,7}))?$/.exec(typed.trim());
  if (!match) return null;
  const [first, last] = [Number(match[1]), Number(match[2] || match[1])];
  return first >= 1 && first <= last ? [first, last] : null;
}

function dayStart(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() - OFFSET_MS : null;
}

/**
 * The instant at which the day of `13`, `13/8`, `13/8/21` or `13/08/2021` begins in Viet Nam, or null. What is not said
 * is the latest that is not after `now`.
 */
export function dayOf(typed, now) {
  const match = /^(\d{1,2})(?:[/.\-\s](\d{1,2})(?:[/.\-\s](\d{2}|\d{4}))?)?$/.exec(typed.trim());
  if (!match) return null;
  const day = Number(match[1]);
  const [thisYear, thisMonth] = localDay(now).split("-").map(Number);
  if (match[3]) return dayStart(Number(match[3]) + (match[3].length === 2 ? 2000 : 0), Number(match[2]), day);
  const steps = match[2] ? [0, 12] : [0, 1, 2];
  const candidates = steps.map((back) => {
    const months = thisYear * 12 + (match[2] ? Number(match[2]) : thisMonth) - 1 - back;
    return match[2] && !(match[2] >= 1 && match[2] <= 12) ? null : dayStart(Math.floor(months / 12), (months % 12) + 1, day);
  });
  return candidates.find((start) => start !== null && start <= now) || null;
}

/** Milliseconds since midnight of `7:15`, `7h15`, `715`, `7h` or `7`, or null. */
export function timeOf(typed) {
  const match = /^(\d{1,2})(?:\s*[:hg.]\s*(\d{2})?|(\d{2}))?$/i.exec(typed.trim());
  if (!match) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2] || match[3] || 0)];
  return hours < 24 && minutes < 60 ? (hours * 60 + minutes) * 60000 : null;
}

/** The declaration of the letters in the column of signs, or null where one of them is none of ours. */
export function signsOf(typed) {
  const text = typed.normalize("NFC").toUpperCase().replace(/[\s,.;+]/g, "");
  const declaration = healthy();
  if (NOTHING.test(text)) return declaration;
  const letters = [...new Set(text)];
  if (letters.some((letter) => letter !== "T" && !LETTERS[letter])) return null;
  declaration.symptoms = [...new Set(letters.filter((letter) => letter !== "T").map((letter) => LETTERS[letter]))];
  declaration.contact.case = letters.includes("T");
  return declaration;
}

/** The year of `1984` or `84`, or null. */
export function birthYearOf(typed, now) {
  const thisYear = Number(localDay(now).slice(0, 4));
  if (!/^(?:\d{2}|\d{4})$/.test(typed.trim())) return null;
  let year = Number(typed);
  if (typed.trim().length === 2) year += year <= thisYear % 100 ? 2000 : 1900;
  return year >= EARLIEST_BIRTH_YEAR && year <= thisYear ? year : null;
}

/**
 * A typed line, its fields named as in the form: `{seq, visits: [[direction, instant]], person, declaration, errors}`;
 * what `errors`, [{field, message}], name is not to be used.
 */
export function readLine(typed, now) {
  const errors = [];
  const wrong = (field, vi, en) => { errors.push({ field, message: t(vi, en) }); };
  const value = (name) => (typed[name] || "").trim().replace(/\s+/g, " ").normalize("NFC");

  const serials = serialsOf(value("serial"));
  if (!serials || serials[0] !== serials[1]) wrong("serial", "Xin nhập số in ở đầu dòng.", "Please enter the number printed on the line.");

  const start = dayOf(value("day"), now);
  if (start === null) wrong("day", "Ngày chưa đúng. Ví dụ: 13 hoặc 13/8.", "No such day. Example: 13 or 13/8.");
  const visits = [];
  ["in", "out"].filter((way) => value(way)).forEach((way) => {
    const time = timeOf(value(way));
    if (time === null) wrong(way, "Giờ chưa đúng. Ví dụ: 7:15 hoặc 715.", "No such time. Example: 7:15 or 715.");
    else if (start !== null && start + time > now) wrong(way, "Giờ này chưa đến.", "This time has not come yet.");
    visits.push([way, start + time]);
  });
  if (!visits.length) wrong("in", "Xin nhập giờ vào hoặc giờ ra.", "Please enter the time in or out.");
  if (visits.length === 2 && !errors.length && visits[1][1] <= visits[0][1]) {
    wrong("out", "Phải sau giờ vào.", "Has to be after “in”.");
  }

  const person = { name: value("name") };
  if (person.name.length < 2) wrong("name", "Xin nhập họ và tên.", "Please enter the full name.");
  const number = numberOf(value("number"));
  if (!number || number.badge) wrong("number", "Số chưa đúng. Ví dụ: 0912 345 678, hoặc 12 số CCCD.", "No such number. Example: 0912 345 678, or the 12 digits of an ID card.");
  Object.assign(person, number);
  if (value("birth_year")) person.birth_year = birthYearOf(value("birth_year"), now);
  if (person.birth_year === null) wrong("birth_year", "Năm sinh chưa đúng. Ví dụ: 1984.", "No such year. Example: 1984.");
  const declaration = signsOf(value("signs"));
  if (!declaration) wrong("signs", "Chỉ gồm các chữ S H K P Đ M T, hoặc –.", "Only the letters S H K P Đ M T, or –.");
  return { seq: serials && serials[0], visits, person, declaration, errors };
}
