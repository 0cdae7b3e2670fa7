/** A person who checks in: what they type, and whether it can be sent. Shapes as in `POST /api/checkins`. */
import { t } from "./i18n.js";

const MAX_AGE = 120;

/** Digits and signs that people write into phone numbers; the server knows the real rules. */
function looksLikePhone(typed) {
  return /^\+?[\d\s.\-()]+$/.test(typed) && typed.replace(/\D/g, "").length >= 9 && typed.length <= 20;
}

/** The person typed into the form, without what was left empty. */
export function readPerson(form) {
  const value = (name) => form.elements[`person.${name}`].value.trim().replace(/\s+/g, " ").normalize("NFC");
  const person = { name: value("name") };
  ["phone", "document", "sex", "address"].forEach((name) => {
    if (value(name)) person[name] = value(name);
  });
  ["birth_year", "commune"].forEach((name) => {
    if (value(name)) person[name] = Number(value(name));
  });
  return person;
}

/** Writes a person into the form; the communes are filled elsewhere. */
export function fillPerson(form, person) {
  form.reset();
  ["name", "phone", "document", "sex", "address", "birth_year"].forEach((name) => {
    form.elements[`person.${name}`].value = person[name] || "";
  });
}

/** What is missing or wrong: [{field, message}]. One who comes with somebody may have neither phone nor document. */
export function personErrors(person, { accompanied }) {
  const errors = [];
  const wrong = (field, vi, en) => errors.push({ field: `person.${field}`, message: t(vi, en) });
  if (person.name.length < 2) wrong("name", "Xin nhập họ và tên.", "Please enter the full name.");
  if (person.phone && !looksLikePhone(person.phone)) {
    wrong("phone", "Số điện thoại chưa đúng. Ví dụ: 0912 345 678.", "This is not a phone number. Example: 0912 345 678.");
  } else if (!person.phone && !person.document && !accompanied) {
    wrong("phone", "Xin nhập số điện thoại, hoặc số CCCD ở cuối trang.", "Please enter a phone number, or an ID number below.");
  }
  const year = new Date().getFullYear();
  if (!(person.birth_year > year - MAX_AGE && person.birth_year <= year)) {
    wrong("birth_year", "Xin nhập năm sinh gồm 4 chữ số.", "Please enter the year of birth, 4 digits.");
  }
  if (!person.sex) wrong("sex", "Xin chọn giới tính.", "Please choose the sex.");
  if (!person.commune && !person.address) {
    wrong("address", "Xin chọn xã, phường, hoặc ghi địa chỉ đầy đủ.", "Please choose the commune or write the full address.");
  }
  if (person.document && !/^[A-Za-z0-9\s.\-]{6,24}$/.test(person.document)) {
    wrong("document", "Số giấy tờ chỉ gồm chữ và số.", "An ID number has letters and digits only.");
  }
  return errors;
}

/** The phone or document with its middle hidden, for a screen that others may see: `0912 ••• 678`. */
export function maskedContact(person) {
  const number = (person.phone || person.document || "").replace(/[^\d+A-Za-z]/g, "");
  return number.length < 8 ? "" : `${number.slice(0, 4)} ••• ${number.slice(-3)}`;
}
