/** The people for whom badges are asked: a row of fields for each. */
import { byId, replace } from "./element.js";
import { numberOf } from "./helper_typing.js";
import { t, translate } from "./i18n.js";

export const MOST = 100;
const FIELDS = ["name", "number", "year"];
/** Where a row shows what the server says about a person's field. */
const SHOWN_AT = { name: "name", phone: "number", document: "number", card: "number", birth_year: "year" };

function rows() {
  return [...byId("people").children];
}

function numbered() {
  rows().forEach((row, place) => {
    const heading = t(`Người ${place + 1}`, `Person ${place + 1}`);
    row.querySelector("h3").textContent = heading;
    row.setAttribute("aria-label", heading);
    row.querySelector("[data-remove]").hidden = rows().length === 1;
    FIELDS.forEach((field) => {
      const input = row.querySelector(`[data-field="${field}"]`);
      input.name = `people.${place}.${field}`;
      input.id = `person-${place}-${field}`;
      input.closest(".field").querySelector("label").htmlFor = input.id;
    });
  });
  byId("add").hidden = rows().length >= MOST;
}

function empty(row) {
  return FIELDS.every((field) => !row.querySelector(`[data-field="${field}"]`).value.trim());
}

/** Adds a row and gives it. */
export function add({ name, number, year } = {}) {
  const row = byId("person-row").content.cloneNode(true).firstElementChild;
  const typed = { name, number, year };
  FIELDS.forEach((field) => { row.querySelector(`[data-field="${field}"]`).value = typed[field] || ""; });
  row.querySelector("[data-remove]").onclick = () => {
    row.remove();
    numbered();
    byId("add").focus();
  };
  byId("people").append(row);
  translate(row);
  numbered();
  return row;
}

/** Adds people of a list after those that are there; gives how many found no room. */
export function addAll(people) {
  rows().filter(empty).forEach((row) => row.remove());
  const room = MOST - rows().length;
  people.slice(0, room).forEach(add);
  if (!rows().length) add();
  return Math.max(0, people.length - room);
}

/** Writes the headings again after the language changed. */
export const rename = numbered;

/** One empty row. */
export function clear() {
  replace(byId("people"));
  add();
}

function tidied(row, field) {
  return row.querySelector(`[data-field="${field}"]`).value.trim().replace(/\s+/g, " ").normalize("NFC");
}

/** `{people: [person as in POST /api/badges], errors: [{field, message}]}`; rows left empty are taken away. */
export function read() {
  rows().slice(1).filter(empty).forEach((row) => row.remove());
  numbered();
  const errors = [];
  const people = rows().map((row, place) => {
    const wrong = (field, message) => errors.push({ field: `people.${place}.${field}`, message });
    const [name, year, number] = [tidied(row, "name"), tidied(row, "year"), numberOf(tidied(row, "number"))];
    if (name.length < 2) wrong("name", t("Xin nhập họ và tên.", "Please enter the full name."));
    if (!number || number.badge) {
      wrong("number", t("Xin nhập số điện thoại hoặc số giấy tờ.", "Please enter a phone or an ID number."));
    }
    if (year && !(/^\d{4}$/.test(year) && Number(year) >= 1900 && Number(year) <= new Date().getFullYear())) {
      wrong("year", t("Xin nhập năm sinh gồm 4 chữ số.", "Please enter the year of birth, 4 digits."));
    }
    return Object.assign({ name }, number, year ? { birth_year: Number(year) } : {});
  });
  return { people, errors };
}

/** The server's errors about the person in row `place`, as fields of the form have them. */
export function placed(place, details) {
  return details.map(({ field, message }) => {
    const part = SHOWN_AT[field.replace("person.", "")];
    return { field: part ? `people.${place}.${part}` : field, message };
  });
}
