/**
 * Helper devices and paper pads of a venue, as its owner sees them: made, paired, printed for, revoked.
 *
 * The owner's page has `<section id="devices">`, `/owner_devices.css`, and calls `show` with it for each venue that it opens.
 */
import { ApiError, request } from "./api.js";
import { PAIRING_MS, pairing, stopPairing } from "./device_pairing.js";
import { localDate, localDay, localTime } from "./days.js";
import { button, element, replace } from "./element.js";
import { clearErrors, showErrors } from "./form.js";
import { onLanguage, t } from "./i18n.js";
import { fetchFile, saveLink } from "./paper.js";

const RENEW_MS = 30000;
const USUAL_SHEETS = 5;

let place = null;
let devices = null;
let news = "";
let paired = null;
let asking = false;
/** The last sheets printed of a pad, for whoever missed the download: their serials are never printed again. */
const sheets = new Map();
/** The device whose revocation is to be confirmed. */
let doomed = null;

/** Shows the devices of a venue in a container, and keeps them up to date while the page is in sight. */
export function show(container, venueCode, ownerToken) {
  stopPairing();
  place = { container, path: `/api/venues/${venueCode}/devices`, token: ownerToken };
  [devices, paired, doomed, news, asking] = [null, null, null, "", false];
  write();
  renew();
}

function whyNot(error) {
  if (!(error instanceof ApiError)) return t("Không có mạng. Xin kiểm tra 4G hoặc Wi-Fi.", "No network. Please check mobile data or Wi-Fi.");
  if (error.temporary) return t("Hệ thống đang bận. Xin thử lại sau ít giây.", "The system is busy. Please try again in a few seconds.");
  return t(error.details.length ? error.details[0].message : error.message, "The server did not accept it.");
}

function call(method, path, options) {
  return request(method, place.path + path, Object.assign({ token: place.token }, options));
}

async function renew() {
  if (!place || document.hidden) return;
  const asked = place;
  try {
    const found = (await call("GET", "")).body.devices;
    if (asked !== place) return;
    const claimed = Boolean(paired) && paired.seen(found);
    if (!claimed && JSON.stringify(found) === JSON.stringify(devices)) return;
    devices = found;
  } catch (error) {
    if (asked !== place || devices) return;
    news = whyNot(error);
  }
  // Not under the fingers of somebody who fills in a form, also when they have just left its last field.
  if (asking) writeList();
  else if (!place.container.querySelector("input:focus")) write();
}

function when(text) {
  const at = Date.parse(text);
  const day = localDay(at) === localDay(Date.now()) ? t("hôm nay", "today") : localDate(at);
  return `${localTime(at)} ${day}`;
}

// One device

function line(text, className) {
  return element("p", { textContent: text, className: className || "" });
}

function state(device) {
  if (device.revoked_at) return line(t(`Thu hồi lúc ${when(device.revoked_at)}`, `Revoked ${when(device.revoked_at)}`), "hint");
  if (!device.claimed_at) {
    return Date.now() - Date.parse(device.registered_at) > PAIRING_MS
      ? line(t("Chưa ghép, mã đã hết hạn. Xin thu hồi rồi tạo mã mới.", "Not paired, and the code has expired. Please revoke it and make a new one."), "hint")
      : line(t("Chưa ghép với máy nào", "Not paired yet"), "hint");
  }
  if (!device.seen_at) return line(t("Đã ghép, chưa gửi lượt nào", "Paired, nothing sent yet"), "hint");
  return line(t(`Gửi lần cuối ${when(device.seen_at)}`, `Last heard of ${when(device.seen_at)}`), "hint");
}

function waiting(device) {
  if (!device.waiting || device.revoked_at) return [];
  const since = device.waiting_since ? t(`, từ ${when(device.waiting_since)}`, `, since ${when(device.waiting_since)}`) : "";
  return [line(t(`${device.waiting} lượt còn nằm trên máy${since}`, `${device.waiting} wait on the device${since}`), "notice warning")];
}

function missing(device) {
  if (!device.missing_count) return [];
  return [line(t(
    `Thiếu ${device.missing_count} ${device.paper ? "dòng" : "lượt"}: số ${device.missing}`,
    `${device.missing_count} missing: ${device.missing}`,
  ), "notice problem")];
}

function printing(device) {
  if (!device.paper || device.revoked_at) return [];
  const id = `sheets-${device.device}`;
  const count = element("input", { id, name: "pages", className: "short", inputMode: "numeric", maxLength: 2, value: String(USUAL_SHEETS), autocomplete: "off" });
  const form = element("form", { className: "print", noValidate: true, onsubmit: (event) => { event.preventDefault(); print(device, form); } },
    element("div", { className: "field" },
      element("label", { htmlFor: id, textContent: t("Số tờ (20 dòng mỗi tờ)", "Sheets (20 lines each)") }), count),
    element("button", { className: "button plain", textContent: t("In thêm phiếu", "Print more sheets") }));
  const printed = device.printed
    ? t(`Đã in đến số ${device.printed}`, `Printed up to number ${device.printed}`)
    : t("Chưa in phiếu nào", "No sheets printed yet");
  const last = sheets.get(device.device);
  return [line(printed), form, ...(last ? [saveLink(last, t(`Tải lại ${last.name}`, `Save ${last.name} again`))] : [])];
}

async function print(device, form) {
  clearErrors(form);
  try {
    const pages = form.elements.pages.value.trim();
    const file = await fetchFile(`${place.path}/${device.device}/sheets.pdf?pages=${encodeURIComponent(pages)}`, { token: place.token });
    sheets.set(device.device, file);
    news = "";
    saveLink(file, "").click();
    form.elements.pages.blur();
    await renew();
    write();
  } catch (error) {
    const homeless = error instanceof ApiError ? showErrors(form, error.details) : [];
    if (error instanceof ApiError && error.details.length && !homeless.length) return;
    news = whyNot(error);
    write();
  }
}

function revoking(device) {
  if (device.revoked_at) return [];
  if (doomed !== device.device) {
    return [button(t("Thu hồi", "Revoke"), "link", () => { doomed = device.device; write(`[data-doomed] button`); })];
  }
  const left = device.waiting ? t(` ${device.waiting} lượt còn trên máy sẽ mất.`, ` The ${device.waiting} that wait on it are lost.`) : "";
  const box = element("div", { className: "notice problem" },
    line(t(`Thu hồi “${device.name}”? Máy này không gửi được gì nữa.${left}`, `Revoke “${device.name}”? It can send nothing any more.${left}`)),
    button(t("Thu hồi", "Revoke"), "button danger", () => revoke(device)),
    button(t("Không thu hồi", "Do not revoke"), "button plain", () => { doomed = null; write(); }));
  box.dataset.doomed = "";
  return [box];
}

async function revoke(device) {
  try {
    await call("DELETE", `/${device.device}`);
    [doomed, news] = [null, ""];
    await renew();
    write();
  } catch (error) {
    news = whyNot(error);
    write();
  }
}

function card(device) {
  const kind = device.paper ? t("sổ giấy", "paper pad") : t("máy khai giúp", "helper device");
  return element("div", { className: "card device" },
    element("h3", {}, device.name, " ", element("span", { className: "optional", textContent: `· ${kind}` })),
    state(device), ...waiting(device), ...missing(device), ...printing(device), ...revoking(device));
}

// A new one

function newDeviceForm() {
  const choice = (value, label, hint, checked) => element("label", { className: "choice" },
    element("input", { type: "radio", name: "kind", value, checked }),
    element("span", {}, element("strong", { textContent: label }), element("br"), hint));
  const form = element("form", { className: "card", noValidate: true, onsubmit: (event) => { event.preventDefault(); make(form); } },
    element("fieldset", {},
      element("legend", { textContent: t("Thêm gì?", "Add what?") }),
      choice("device", t("Máy khai giúp", "Helper device"), t("điện thoại, máy tính bảng, máy tính", "phone, tablet, computer"), true),
      choice("paper", t("Sổ giấy", "Paper pad"), t("phiếu đánh số, ghi tay rồi nhập sau", "numbered sheets, typed in later"), false)),
    element("div", { className: "field" },
      element("label", { htmlFor: "device-name", textContent: t("Tên, để dễ nhận", "A name to know it by") }),
      element("input", { id: "device-name", name: "name", maxLength: 40, autocomplete: "off", placeholder: t("cổng 1", "gate 1") })),
    element("button", { className: "button", textContent: t("Tạo mã ghép", "Make the pairing code") }),
    button(t("Thôi", "Cancel"), "link", () => { asking = false; write(); }));
  return form;
}

async function make(form) {
  try {
    const body = { name: form.elements.name.value, paper: form.elements.kind.value === "paper" };
    const device = (await call("POST", "", { body })).body;
    [asking, news] = [false, ""];
    paired = pairing(device, { renew, done: () => { paired = null; stopPairing(); write(); } });
    await renew();
    write();
    paired.focus();
  } catch (error) {
    const homeless = error instanceof ApiError ? showErrors(form, error.details) : [];
    if (error instanceof ApiError && error.details.length && !homeless.length) return;
    news = whyNot(error);
    write();
  }
}

// The section

function list() {
  if (!devices) return news ? [] : [element("p", { className: "busy", textContent: t("Đang mở…", "Opening…") })];
  const [revoked, used] = [devices.filter((each) => each.revoked_at), devices.filter((each) => !each.revoked_at)];
  const shown = used.length ? used.map(card) : [line(t("Chưa có máy nào.", "There is none yet."), "hint")];
  if (!revoked.length) return shown;
  const old = element("details", { open: Boolean(place.container.querySelector("details[open]")) },
    element("summary", { textContent: t(`Đã thu hồi (${revoked.length})`, `Revoked (${revoked.length})`) }), ...revoked.map(card));
  return [...shown, old];
}

/** Writes only the devices again: what is typed above them stays, and so does what is said of it. */
function writeList() {
  replace(place.container.querySelector(".devices"), ...list());
}

/** Writes the section again; the focus goes to what `focus` selects. */
function write(focus) {
  const beginning = asking
    ? newDeviceForm()
    : button(t("Ghép máy mới hoặc thêm sổ giấy", "Pair a device or add a paper pad"), "button", () => { asking = true; write("#device-name"); });
  replace(place.container,
    element("h2", { textContent: t("Máy khai giúp và sổ giấy", "Helper devices and paper pads") }),
    line(t("Cho người không có điện thoại: người trực quét giấy tờ giúp, cả khi mất mạng. Lượt nào chưa về đủ, trang này báo số còn thiếu.", "For people without a phone: a helper scans their card, even without a network. What has not arrived is listed here by number.")),
    element("div", { role: "alert" }, ...(news ? [line(news, "notice problem")] : [])),
    ...(paired ? [paired.written()] : [beginning]),
    element("div", { className: "devices" }, ...list()));
  const target = typeof focus === "string" && place.container.querySelector(focus);
  if (target) target.focus();
}

onLanguage(() => { if (place) write(); });
setInterval(renew, RENEW_MS);
document.addEventListener("visibilitychange", renew);
