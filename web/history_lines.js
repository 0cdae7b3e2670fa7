/** A venue's history as its head reads it: what came, what was answered, what was done. */
import { localDate, localTime } from "./days.js";
import { element } from "./element.js";
import { t } from "./i18n.js";

const NAMES = {
  reminded: ["Nhắc nhở", "Reminder"],
  escalated: ["Đã báo cấp quản lý", "The authorities were told"],
  proposed: ["Đề nghị xem xét tạm dừng", "Suspension was proposed"],
  answered: ["Điểm đã trả lời", "You answered"],
  asked: ["Điểm xin giúp đỡ", "You asked for help"],
  assigned: ["Đã giao người giúp", "Somebody was asked to help"],
  settled: ["Đã xử lý", "Settled"],
};

const ENGLISH = {
  closed: "Closed for a while",
  no_network: "No network, or a weak one",
  no_phone: "No phone, or a broken one",
  nobody: "Nobody to ask visitors to scan",
  no_printer: "The code cannot be printed",
  visitors: "Visitors refuse to scan",
  disagree: "The figures are wrong",
  other: "Something else",
};

/** The name of a cause in the language of the reader; `causes` as the server gives them. */
export function causeName(causes, cause) {
  const known = causes.find((each) => each.cause === cause);
  return t(known ? known.name : cause, ENGLISH[cause] || cause);
}

/** One entry as a list item. */
export function line(entry, causes) {
  const at = Date.parse(entry.at);
  const name = NAMES[entry.event] ? t(...NAMES[entry.event]) : entry.event;
  const words = [entry.cause && causeName(causes, entry.cause), entry.text].filter(Boolean).join(". ");
  const until = entry.until ? t(` (đến ${localDate(Date.parse(entry.until))})`, ` (until ${localDate(Date.parse(entry.until))})`) : "";
  return element("li", {},
    element("strong", { textContent: name }),
    element("span", { className: "hint", textContent: ` ${localTime(at)} ${localDate(at)}` }),
    element("br"),
    `${words}${until}`);
}
