/** What waits on this device, since when, what was refused, and what the server misses: always in sight. */
import { localDate, localDay, localTime } from "./days.js";
import { button, byId, element, replace } from "./element.js";
import * as device from "./helper_device.js";
import { clearErrors, showErrors } from "./form.js";
import { t } from "./i18n.js";
import * as numbered from "./numbered_queue.js";
import * as queue from "./queue.js";
import { wakeNow } from "./sending.js";

/** null while it has not been read: nothing is said to be sent before. */
let tally = null;
let report = null;
let refused = [];

/** Ranges of numbers for people: `38–39, 44`; at most so many of them. */
export function ranges(numbers, most) {
  const found = [];
  numbers.forEach((number) => {
    const last = found[found.length - 1];
    if (last && number === last[1] + 1) last[1] = number;
    else found.push([number, number]);
  });
  const shown = found.slice(0, most).map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`));
  return shown.join(", ") + (found.length > most ? ", …" : "");
}

/** The numbers that the server misses and that this device cannot send any more. */
function lost() {
  const here = new Set(tally.numbers);
  return ((report && report.missing) || []).filter((number) => !here.has(number));
}

function since(at) {
  const day = localDay(at) === localDay(device.now()) ? "" : `${localDate(at).slice(0, 5)} `;
  return day + localTime(at);
}

function waitingWords() {
  if (!tally.waiting) return t("Đã gửi hết", "Everything is sent");
  const at = since(tally.since - device.clockError());
  return t(`Chờ gửi: ${tally.waiting} lượt, từ ${at}`, `Waiting: ${tally.waiting}, since ${at}`);
}

function troubles() {
  const found = [];
  if (report && report.revoked) found.push(t("Máy bị thu hồi", "Device revoked"));
  if (tally.refused) found.push(t(`${tally.refused} lượt không nhận`, `${tally.refused} not accepted`));
  const gone = lost();
  if (gone.length) found.push(t(`Thiếu số ${ranges(gone, 3)}`, `Missing ${ranges(gone, 3)}`));
  return found;
}

/** Writes the line above the thumb's buttons. */
export function writeLine() {
  if (!tally) return;
  const line = byId("waiting-line");
  const found = troubles();
  line.dataset.state = found.length ? "trouble" : tally.waiting ? "waiting" : "clear";
  const network = navigator.onLine === false ? [t("Không có mạng", "No network")] : [];
  replace(line, ...[...network, waitingWords(), ...found].map((text) => element("span", { textContent: text })));
}

/** Reads the queue again. */
export async function renew() {
  tally = await numbered.tally();
  report = await queue.recall("report");
  refused = (await queue.entries("helper")).filter((entry) => entry.status === "refused");
  writeLine();
  const view = byId("view-waiting");
  // Not under the fingers of somebody who is correcting an entry.
  if (!view.hidden && !view.contains(document.querySelector("input:focus"))) writeWaiting(leave, startPairing);
}

let leave = () => {};
let startPairing = () => {};

function correction(entry) {
  const { person } = entry.event;
  const form = element("form", { className: "correct", noValidate: true });
  const field = (name, label) => element("div", { className: "field" },
    element("label", { htmlFor: `${name}-${entry.id}`, textContent: label }),
    element("input", { id: `${name}-${entry.id}`, name: `person.${name}`, value: person[name] || "", autocomplete: "off", maxLength: 80 }));
  form.append(
    field("name", t("Họ và tên", "Full name")), field("phone", t("Số điện thoại", "Phone number")),
    field("document", t("Số giấy tờ", "ID number")),
    element("button", { className: "button", textContent: t("Gửi lại", "Send again") }));
  form.onsubmit = async (event) => {
    event.preventDefault();
    clearErrors(form);
    const corrected = person.birth_year ? { birth_year: person.birth_year } : {};
    ["name", "phone", "document"].forEach((name) => {
      const value = form.elements[`person.${name}`].value.trim().normalize("NFC");
      if (value) corrected[name] = value;
    });
    if (!corrected.name || !(corrected.phone || corrected.document)) {
      showErrors(form, [{ field: corrected.name ? "person.phone" : "person.name", message: t("Xin nhập mục này.", "Please fill this in.") }]);
      return;
    }
    await again(entry.id, corrected);
  };
  return form;
}

async function again(id, person) {
  if (document.activeElement) document.activeElement.blur();
  await numbered.resubmit(id, person);
  await renew();
  wakeNow();
}

async function drop(entry) {
  const sure = confirm(t("Bỏ hẳn lượt này? Lượt chưa được ghi nhận.", "Discard this one for good? It is not recorded."));
  if (!sure) return;
  await queue.remove([entry.id]);
  await renew();
}

function refusedCard(entry) {
  const { about, event, message } = entry;
  const way = event.direction === "in" ? t("vào", "in") : t("ra", "out");
  const card = element("div", { className: "card refused" },
    element("p", {}, element("strong", { textContent: about.shown }), ` · ${way} ${since(Date.parse(event.at))}`),
    element("p", { textContent: message || "" }));
  const actions = element("div", { className: "actions" });
  if (event.person.card) actions.append(button(t("Gửi lại", "Send again"), "link", () => again(entry.id)));
  actions.append(
    button(t("Sửa rồi gửi", "Correct and send"), "link", () => actions.replaceWith(correction(entry))),
    button(t("Bỏ", "Discard"), "link", () => drop(entry)));
  card.append(actions);
  return card;
}

function clockWords() {
  const minutes = Math.round(Math.abs(device.clockError()) / 60000);
  if (!minutes) return [];
  const text = device.clockError() > 0
    ? t(`Đồng hồ máy này chạy trước khoảng ${minutes} phút. Lượt quét mới đã được tính lại.`, `This device’s clock is about ${minutes} minutes ahead. New scans are corrected.`)
    : t(`Đồng hồ máy này chạy chậm khoảng ${minutes} phút. Lượt quét mới đã được tính lại.`, `This device’s clock is about ${minutes} minutes behind. New scans are corrected.`);
  return [element("p", { className: "notice warning", textContent: text })];
}

function notices() {
  const made = [];
  if (report && report.revoked) {
    made.push(element("p", { className: "notice problem", textContent: t(
      "Máy này đã bị thu hồi hoặc chưa được nhận ra. Lượt quét vẫn được giữ. Xin ghép lại với điểm để gửi.",
      "This device was revoked or is not recognised. Scans are kept. Please pair it again to send them.",
    ) }));
  }
  const gone = lost();
  if (gone.length) {
    made.push(element("p", { className: "notice problem" },
      element("strong", { textContent: t(`Thiếu số ${ranges(gone, 100)}. `, `Missing ${ranges(gone, 100)}. `) }),
      device.present().paper ? t("Xin nhập các dòng này, hoặc đánh dấu là bỏ trống.", "Please type these lines in, or mark them as void.")
        : t("Máy đã cấp các số này nhưng máy chủ không nhận được và máy không còn giữ. Xin báo người phụ trách điểm.",
        "This device gave out these numbers, but the server has not got them and the device no longer holds them. Please tell the person in charge.")));
  }
  return made;
}

/** Writes the view of what waits. `back` leads to the desk, `pairAgain` to a new pairing. */
export function writeWaiting(back, pairAgain) {
  leave = back;
  startPairing = pairAgain;
  const { name } = device.present();
  const sendNow = button(t("Gửi ngay", "Send now"), "button", async () => {
    sendNow.disabled = true;
    await wakeNow({ always: true });
    renew();
  });
  replace(byId("view-waiting"),
    element("h1", { tabIndex: -1, textContent: waitingWords() }),
    ...notices(),
    ...(report && report.at ? [element("p", { className: "hint", textContent: t(`Máy chủ trả lời lần cuối lúc ${since(report.at - device.clockError())}.`, `The server last answered at ${since(report.at - device.clockError())}.`) })] : []),
    ...clockWords(),
    ...(tally.waiting ? [element("p", { textContent: t("Xin giữ trang này trên máy, không xóa dữ liệu trình duyệt, đến khi gửi hết.", "Please keep this page and the browser’s data until everything is sent.") })] : []),
    sendNow,
    button(device.present().paper ? t("Tiếp tục nhập", "Go on typing") : t("Tiếp tục quét", "Go on scanning"), "button plain", back),
    ...(refused.length ? [element("h2", { textContent: t("Không được nhận", "Not accepted") }), ...refused.map(refusedCard)] : []),
    element("h2", { textContent: t("Máy này", "This device") }),
    element("p", { textContent: t(`Tên: ${name}`, `Name: ${name}`) }),
    element("ul", {}, ...device.present().venues.map((venue) => element("li", { textContent: venue.name }))),
    button(t("Ghép máy với điểm khác", "Pair with another venue"), "link", pairAgain));
}
