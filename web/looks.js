/** "Who has looked at my data?": the receipts of this phone's check-ins, or a code typed from paper. */
import { ApiError, request } from "./api.js";
import { spaced } from "./code.js";
import { localDate, localTime } from "./days.js";
import { visits } from "./diary.js";
import { button, byId, element, replace } from "./element.js";
import { showErrors } from "./form.js";
import { onLanguage, startLanguage, t } from "./i18n.js";
import { place } from "./places.js";
import { grouped, receiptCode } from "./receipts.js";

const AT_ONCE = 100;

let own = [];
let possible = true;
let looks = new Map();
let asked = false;

const AS = {
  case: () => t("Truy vết một ca bệnh: lượt khai thuộc về ca bệnh", "Tracing a case: the check-in belongs to the case"),
  contact: () => t("Truy vết một ca bệnh: lượt khai ở gần ca bệnh", "Tracing a case: the check-in was near the case"),
};

/** Gives the looks by code. Throws ApiError and NetworkError. */
async function ask(codes) {
  const found = new Map();
  for (let first = 0; first < codes.length; first += AT_ONCE) {
    const { body } = await request("POST", "/api/looks", { body: { codes: codes.slice(first, first + AT_ONCE) } });
    body.looks.forEach(({ code, looks: those }) => found.set(code, those));
  }
  return found;
}

function whyNot(error) {
  if (!(error instanceof ApiError)) return t("Không có mạng. Xin thử lại khi có mạng.", "No network. Please try again later.");
  if (error.temporary) return t("Hệ thống đang bận. Xin thử lại sau ít phút.", "The system is busy. Please try again in a few minutes.");
  const [detail] = error.details;
  return t((detail || error).message, "This receipt code is not right. Please check each character.");
}

function lookLines(those) {
  return those.map(({ day, as, opened, reference }) => element("p", { className: "look" },
    element("strong", { textContent: day.split("-").reverse().join("/") }), `: ${AS[as]()}. `,
    t(`Danh sách được mở ${opened} lần. Tham chiếu `, `The list was opened ${opened} ${opened > 1 ? "times" : "time"}. Reference `),
    element("span", { className: "code", textContent: reference }), "."));
}

function outcome(those) {
  return those.length
    ? [element("span", { className: "found", textContent: t(`Đã được tra cứu trong ${those.length} lần truy vết`, `Looked at in ${those.length} ${those.length > 1 ? "traces" : "trace"}`) }), ...lookLines(those)]
    : [element("span", { textContent: t("Chưa ai tra cứu lượt này.", "Nobody has looked at this check-in.") })];
}

function ownRow({ venue, at, direction, code }) {
  const { card } = place(venue);
  const way = direction === "in" ? t("vào", "in") : t("ra", "out");
  const those = looks.get(code);
  return element("li", {},
    element("strong", { textContent: `${card && card.name ? card.name : t(`Điểm ${spaced(venue)}`, `Venue ${spaced(venue)}`)}` }),
    element("br"), `${localDate(at)} · ${way} ${localTime(at)}`,
    element("span", { className: "code", textContent: grouped(code) }),
    ...(asked && those ? outcome(those) : []));
}

async function askOwn(asking) {
  asking.disabled = true;
  try {
    looks = await ask(own.map(({ code }) => code));
    asked = true;
    writeOwn();
  } catch (error) {
    writeOwn();
    byId("own").prepend(element("p", { className: "notice problem", textContent: whyNot(error) }));
  }
}

function summary() {
  const touched = own.filter(({ code }) => (looks.get(code) || []).length).length;
  return touched
    ? element("p", { className: "notice warning", textContent: t(`${touched} trên ${own.length} lượt khai đã được tra cứu.`, `${touched} of ${own.length} check-ins were looked at.`) })
    : element("p", { className: "notice", textContent: t(`Chưa ai tra cứu ${own.length} lượt khai của máy này.`, `Nobody has looked at the ${own.length} check-ins of this phone.`) });
}

function writeOwn() {
  if (!own.length) {
    replace(byId("own"), element("p", { className: "hint", textContent: possible
      ? t("Máy này chưa nhớ lượt khai nào trong 28 ngày qua.", "This phone remembers no check-in of the last 28 days.")
      : t("Trình duyệt này không tính được mã biên nhận. Xin mở trang bằng https.", "This browser cannot make receipt codes. Please open this page by https.") }));
    return;
  }
  const askAll = button(t(`Tra cứu ${own.length} lượt khai của máy này`, `Ask about the ${own.length} check-ins of this phone`), "button", () => askOwn(askAll));
  replace(byId("own"), asked ? summary() : askAll,
    element("ul", { className: "receipts" }, ...own.map(ownRow)),
    element("p", { className: "hint", textContent: t("Chỉ các mã này được gửi đi, không có tên hay số điện thoại.", "Only these codes are sent: no name, no telephone number.") }));
}

async function askTyped(event) {
  event.preventDefault();
  const typed = byId("code").value.trim();
  replace(byId("answer"));
  if (!typed) {
    showErrors(event.target, [{ field: "code", message: t("Xin nhập mã biên nhận.", "Please type the receipt code.") }]);
    return;
  }
  showErrors(event.target, []);
  try {
    const those = (await ask([typed])).get(typed);
    replace(byId("answer"), element("div", { className: those.length ? "notice warning" : "notice" }, ...outcome(those)));
  } catch (error) {
    if (error instanceof ApiError && error.details.length) showErrors(event.target, [{ field: "code", message: whyNot(error) }]);
    else replace(byId("answer"), element("p", { className: "notice problem", textContent: whyNot(error) }));
  }
}

async function start() {
  startLanguage();
  byId("code-form").addEventListener("submit", askTyped);
  const kept = visits().reverse();
  const codes = await Promise.all(kept.map(receiptCode));
  possible = !kept.length || Boolean(codes[0]);
  own = possible ? kept.map((visit, index) => Object.assign({ code: codes[index] }, visit)) : [];
  writeOwn();
  onLanguage(writeOwn);
}

start();
