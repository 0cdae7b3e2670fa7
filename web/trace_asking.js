/** What a tracer asks: the fields of the form become a request, and the days of the infectious window are counted. */
import { localDay } from "./days.js";

const DAY_MS = 24 * 3600 * 1000;
const SUBJECTS = {
  phone: "Xin ghi số điện thoại của ca bệnh.",
  document: "Xin ghi số giấy tờ của ca bệnh.",
  qid: "Xin ghi mã QID của ca bệnh.",
  badge: "Xin ghi mã thẻ Truy Vết của ca bệnh.",
};

/** A local day moved by so many days. */
export function dayAfter(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The first day on which a case could infect others, `before` days before its onset or sample; "" of no day. */
export function infectiousFrom(day, before) {
  return /^\d{4}-\d\d-\d\d$/.test(day) ? dayAfter(day, -before) : "";
}

/** The request of the form's `values`, and what is wrong with them: `{body, errors: [{field, message}]}`. */
export function readQuestion(values, now) {
  const errors = [];
  const need = (field, text, message) => {
    if (!text) errors.push({ field, message });
    return text;
  };
  const caseNumber = need("case_number", values.case_number.trim(), "Xin ghi mã ca bệnh: mỗi lần tra cứu phải có mục đích.");
  const subject = need(`subject.${values.by}`, values.subject.trim(), SUBJECTS[values.by]);
  const from = need("infectious_from", values.infectious_from, "Xin cho biết ngày khởi phát hoặc ngày lấy mẫu.");
  const until = values.until || localDay(now);
  if (from && from > localDay(now)) errors.push({ field: "infectious_from", message: "Ngày này chưa tới." });
  else if (from && until < from) errors.push({ field: "until", message: "Ngày cuối phải sau ngày đầu." });
  const body = {
    case_number: caseNumber, subject: { [values.by]: subject }, infectious_from: from, until, depth: Number(values.depth),
  };
  return { body, errors };
}

/** The instant of a local day and time, `2021-08-13` and `07:30`, as the API has it. */
export function instantOf(day, time) {
  return new Date(`${day}T${time}:00+07:00`).toISOString();
}

/**
 * A stay that was not scanned, from its fields: `{stay, errors}`. A time before the first one is of the next day.
 * `traced` is what is traced, `{from, until}`: a stay beyond would expose nobody.
 */
export function readStay(values, now, traced) {
  const errors = [];
  if (!values.venue) errors.push({ field: "stay.venue", message: "Xin nhập mã điểm, 8 ký tự in dưới ô QR trên áp phích." });
  if (!values.day) errors.push({ field: "stay.day", message: "Xin chọn ngày." });
  ["from", "to"].forEach((name) => {
    if (!/^\d\d:\d\d$/.test(values[name])) errors.push({ field: `stay.${name}`, message: "Xin ghi giờ." });
  });
  if (errors.length) return { stay: null, errors };
  const from = instantOf(values.day, values.from);
  const to = instantOf(values.to < values.from ? dayAfter(values.day, 1) : values.day, values.to);
  const beyond = Date.parse(to) < Date.parse(traced.from) || Date.parse(from) > Date.parse(traced.until);
  if (Date.parse(from) > now) errors.push({ field: "stay.day", message: "Lúc này chưa tới." });
  else if (beyond) errors.push({ field: "stay.day", message: "Ngoài khoảng thời gian đang truy vết, nên không ai bị lây từ mốc này." });
  return { stay: { venue: values.venue, from, to, zone: values.zone || null }, errors };
}
