/** The desk: who stands in front of the helper is taken within a second, by camera, scanner or typing. */
import { UnknownCard, parse } from "./cards.js";
import { isHealthy } from "./declaration.js";
import { byId, replace } from "./element.js";
import { clearErrors, showErrors } from "./form.js";
import { showBanner, writeBanner } from "./helper_banner.js";
import * as device from "./helper_device.js";
import { signal } from "./helper_signals.js";
import { takeDeclaration, writeSigns } from "./helper_signs.js";
import { renew } from "./helper_waiting.js";
import { listenToWedge, maskedNumber, numberOf } from "./helper_typing.js";
import { cameraWords } from "./helper_words.js";
import { t } from "./i18n.js";
import { uuid } from "./ids.js";
import { recall, remember } from "./memory.js";
import * as numbered from "./numbered_queue.js";
import { openScanner } from "./scanner.js";
import { wake } from "./sending.js";

const VISITORS = [
  ["visitor", "Khách", "Visitor"],
  ["staff", "Người làm việc ở đây", "Staff"],
  ["delivery", "Giao hàng", "Delivery"],
  ["passenger", "Hành khách, lái xe", "Passenger, driver"],
];

let direction = "in";
let scanner = null;
let opening = 0;

// ── Taking ──

function checkin(person, declaration) {
  const { zone, visitor } = device.present();
  const venue = device.venue();
  return {
    id: uuid(),
    venue: venue.code,
    direction,
    at: new Date(device.now()).toISOString(),
    zone: (venue.zones || []).includes(zone) ? zone : null,
    visitor,
    person,
    declaration,
    on_behalf: true,
  };
}

/** Stores a check-in before anything else; only then is it shown, and sent. */
async function take(person, about) {
  const declaration = takeDeclaration();
  const alert = !isHealthy(declaration);
  try {
    const entry = await numbered.addNumbered(checkin(person, declaration), Object.assign({ alert }, about));
    showBanner({ state: "saved", entry });
    signal(alert || about.warnings.length ? "attention" : direction);
    renew();
    wake();
  } catch (error) {
    signal("refused");
    showBanner({
      state: "trouble",
      title: () => t("CHƯA LƯU ĐƯỢC", "NOT SAVED"),
      text: () => t("Bộ nhớ của máy đầy hoặc bị chặn. Xin ghi ra giấy và báo người phụ trách.", "This device’s storage is full or blocked. Please write it on paper and tell the person in charge."),
    });
  }
}

function refuse(reason) {
  signal("refused");
  showBanner({ state: "wrong", reason });
}

/** Takes a scanned text; a number that a scanner types is taken like a card where it needs no name. */
export async function takeScanned(text) {
  if (device.pairingToken(text)) return refuse("pairing");
  try {
    const card = parse(text);
    const shown = card.badge ? t("Thẻ", "Badge") + ` ${maskedNumber(card.badge)}` : card.shown || maskedNumber(card.document || card.qid || card.phone);
    return await take({ card: text.trim() }, { shown, warnings: card.warnings });
  } catch (error) {
    if (!(error instanceof UnknownCard)) throw error;
    return refuse(error.reason);
  }
}

function takeTyped(form) {
  clearErrors(form);
  const typed = form.elements.number.value;
  const name = form.elements.name.value.trim().replace(/\s+/g, " ").normalize("NFC");
  const number = numberOf(typed);
  const errors = [];
  if (!number) errors.push({ field: "number", message: t("Số chưa đúng. Ví dụ: 0912 345 678, hoặc 12 số CCCD.", "This is no such number. Example: 0912 345 678, or the 12 digits of an ID card.") });
  else if (!number.badge && name.length < 2) errors.push({ field: "name", message: t("Xin nhập họ và tên.", "Please enter the full name.") });
  if (errors.length) {
    signal("refused");
    showErrors(form, errors);
    return;
  }
  form.reset();
  form.elements.number.focus();
  const shown = number.badge ? `${t("Thẻ", "Badge")} ${maskedNumber(number.badge)}`
    : `${name.split(" ").map((word) => `${[...word][0].toUpperCase()}.`).join("")} ${maskedNumber(number.phone || number.document)}`;
  const person = number.badge ? { card: `${location.origin.toUpperCase()}/B/${number.badge}` } : Object.assign({ name }, number);
  take(person, { shown, warnings: [] });
}

// ── Camera ──

function note(text) {
  byId("camera-note").textContent = text;
  byId("camera-note").hidden = !text;
  byId("camera-note").parentElement.classList.toggle("dark", Boolean(text));
}

function writeTorch(on) {
  byId("torch").hidden = !scanner || !scanner.torch;
  byId("torch").setAttribute("aria-pressed", String(on));
}

/** Ends the camera: another mode, another view, or a screen that nobody looks at. */
export function stopCamera() {
  opening += 1;
  if (scanner) scanner.stop();
  scanner = null;
  writeTorch(false);
}

async function startCamera() {
  stopCamera();
  const mine = opening;
  note(t("Đang mở máy ảnh…", "Opening the camera…"));
  try {
    const opened = await openScanner(byId("video"), (text) => { takeScanned(text); });
    if (mine !== opening) {
      opened.stop();
      return;
    }
    scanner = opened;
    note("");
    writeTorch(false);
  } catch (error) {
    if (mine === opening) note(cameraWords(error.reason));
  }
}

async function keepAwake() {
  try {
    await navigator.wakeLock.request("screen");
  } catch (error) {
    // Not every browser can; the helper then touches the screen now and then.
  }
}

// ── Choices ──

function setDirection(chosen) {
  direction = chosen;
  document.querySelectorAll(".way").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.direction === chosen)));
  byId("typed-go").textContent = chosen === "in" ? t("Ghi VÀO", "Record IN") : t("Ghi RA", "Record OUT");
}

function setMode(mode) {
  remember("helper-mode", mode);
  document.body.dataset.mode = mode;
  document.querySelectorAll(".modes button").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.mode === mode)));
  ["camera", "wedge", "typed"].forEach((name) => { byId(`mode-${name}`).hidden = name !== mode; });
  if (mode === "camera") startCamera();
  else stopCamera();
  if (mode === "wedge") byId("wedge").focus();
  if (mode === "typed") byId("typed-number").focus();
}

function mode() {
  return recall("helper-mode") || "camera";
}

function options(select, choices, chosen) {
  replace(select, ...choices.map(([value, name]) => new Option(name, value, false, value === chosen)));
}

/** Writes what depends on the language, the venue and the device. */
export function writeDesk() {
  const { venues, zone, visitor } = device.present();
  const venue = device.venue();
  byId("desk-venue").textContent = venue.name;
  byId("desk-venue").hidden = venues.length > 1;
  byId("desk-venues").hidden = venues.length < 2;
  options(byId("desk-venues"), venues.map((card) => [card.code, card.name]), venue.code);
  options(byId("visitor"), VISITORS.map(([value, vi, en]) => [value, t(vi, en)]), visitor);
  const zones = venue.zones || [];
  byId("zone-field").hidden = zones.length === 0;
  options(byId("zone"), [["", t("Chưa chọn", "Not chosen")], ...zones.map((each) => [each, each])], zones.includes(zone) ? zone : "");
  writeSigns();
  writeBanner();
  setDirection(direction);
}

/** Begins to take people, in the mode used last. */
export function openDesk() {
  writeDesk();
  setMode(mode());
  keepAwake();
}

/** Wires the desk's controls; call once. */
export function prepareDesk() {
  const chooses = (id, field) => byId(id).addEventListener("change", async () => {
    await device.choose({ [field]: byId(id).value });
    writeDesk();
  });
  chooses("desk-venues", "venue");
  chooses("visitor", "visitor");
  chooses("zone", "zone");
  document.querySelectorAll(".way").forEach((each) => {
    each.addEventListener("click", () => {
      setDirection(each.dataset.direction);
      if (mode() === "wedge") byId("wedge").focus();
    });
  });
  document.querySelectorAll(".modes button").forEach((each) => each.addEventListener("click", () => setMode(each.dataset.mode)));
  listenToWedge(byId("mode-wedge"), byId("wedge"), takeScanned);
  byId("mode-typed").addEventListener("submit", (event) => { event.preventDefault(); takeTyped(event.target); });
  byId("torch").addEventListener("click", () => {
    const on = byId("torch").getAttribute("aria-pressed") !== "true";
    scanner.torch(on).then(() => writeTorch(on), () => {});
  });
  document.addEventListener("visibilitychange", () => {
    if (byId("view-desk").hidden || mode() !== "camera") return;
    if (document.hidden) stopCamera();
    else { startCamera(); keepAwake(); }
  });
}
