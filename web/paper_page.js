/** Paper sheets typed in, `/paper`: line by line as printed, by keyboard alone; kept on this device until sent. */
import "./helper_batches.js";
import { isHealthy, summary } from "./declaration.js";
import { localDate, localDay, localTime } from "./days.js";
import { button, byId, element, replace } from "./element.js";
import { clearErrors, forgiveOnChange, showErrors } from "./form.js";
import * as device from "./helper_device.js";
import { maskedNumber } from "./helper_typing.js";
import { ranges, renew, writeLine, writeWaiting } from "./helper_waiting.js";
import { startLanguage, t } from "./i18n.js";
import { uuid } from "./ids.js";
import { keepOffline } from "./offline.js";
import { FARTHEST, addLine, addVoid, advanced, progress } from "./paper_queue.js";
import { DOUBTFUL_MS, dayOf, readLine, serialsOf, signsOf } from "./paper_reading.js";
import * as queue from "./queue.js";
import { startSending, wake } from "./sending.js";
import { onSettled } from "./sync.js";
import { show } from "./views.js";

const RENEW_MS = 10000;
const SHEET = 20;
const RECENT = 6;
const MOST_SHOWN = 100;
const WEEKDAYS = [["Chủ nhật", "Sunday"], ["Thứ hai", "Monday"], ["Thứ ba", "Tuesday"], ["Thứ tư", "Wednesday"],
  ["Thứ năm", "Thursday"], ["Thứ sáu", "Friday"], ["Thứ bảy", "Saturday"]];

/** What was typed in last on this page, newest first: `{number, ids, words()}`; a void line has no ids. */
const recent = [];
let far = { next: 1, open: [], blank: 0 };
/** The status of each event that is on this device, by its id. */
let here = new Map();
let outcome = null;
let storing = 0;

function form() {
  return byId("line");
}

function typed() {
  return Object.fromEntries([...form().elements].filter(({ name }) => name).map(({ name, value }) => [name, value]));
}

// ── What the page shows ──

function dayWords(start) {
  const [year, month, day] = localDay(start).split("-").map(Number);
  return `${t(...WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()])}, ${localDate(start)}`;
}

/** What was understood of the day and the signs, while they are typed. */
function writeSaid() {
  const { day, signs } = typed();
  const [start, declared] = [dayOf(day, device.now()), signsOf(signs)];
  const parts = [];
  if (start !== null) parts.push(element("span", { textContent: dayWords(start) }));
  if (declared && !isHealthy(declared)) parts.push(" · ", element("span", { className: "some", textContent: t(`Có: ${summary(declared)}`, `Has: ${summary(declared)}`) }));
  if (start !== null && start < device.now() - DOUBTFUL_MS) {
    parts.push(element("span", { className: "doubt", textContent: t(
      "Ngày này đã quá 14 ngày: dòng vẫn được lưu nhưng bị đánh dấu là giờ đáng ngờ. Xin xem lại ngày.",
      "More than 14 days ago: the line is stored, but marked as doubtful. Please check the day.",
    ) }));
  } else if (start !== null && localDay(start) !== localDay(device.now())) {
    parts.push(` · ${t("tính là gửi muộn", "counts as late")}`);
  }
  replace(byId("said"), ...parts);
}

function writeOpen() {
  const { open } = far;
  const box = element("div", { className: "notice warning" },
    element("span", {}, element("strong", { textContent: t(`Chưa nhập số ${ranges(open, MOST_SHOWN)}`, `Not typed in: ${ranges(open, MOST_SHOWN)}`) })),
    button(t(`Nhập số ${open[0]}`, `Type in ${open[0]}`), "link", () => {
      form().elements.serial.value = open[0];
      form().elements.day.focus();
    }));
  replace(byId("open"), ...(open.length ? [box] : []));
}

/** What is left of a line on this device decides: what the server has, is gone. */
function stateWords({ ids }) {
  const left = ids.map((id) => here.get(id)).filter(Boolean);
  if (left.includes("refused")) return t("KHÔNG NHẬN", "NOT ACCEPTED");
  return left.length || (!ids.length && far.blank) ? t("chờ gửi", "waiting") : t("đã gửi", "sent");
}

function writeRecent() {
  replace(byId("recent"), ...recent.map((line) => (
    element("li", {}, element("strong", { textContent: line.number }), ` · ${line.words()} · ${stateWords(line)}`)
  )));
}

function writeOutcome() {
  byId("outcome").dataset.state = outcome ? outcome.state : "idle";
  byId("outcome").textContent = outcome ? outcome.words() : "";
}

function write() {
  const { name } = device.present();
  byId("pad-venue").textContent = device.venue().name;
  byId("pad-name").textContent = t(`Sổ: ${name}`, `Pad: ${name}`);
  byId("keep").textContent = t("Ghi dòng (Enter)", "Store line (Enter)");
  byId("blank").textContent = t("Bỏ trống", "Void");
  writeSaid();
  writeOpen();
  writeOutcome();
  writeRecent();
  writeLine();
}

async function look() {
  const seen = await progress();
  // What is being stored now is not seen yet.
  if (!storing) far = seen;
  here = new Map((await queue.entries("helper")).map(({ id, status }) => [id, status]));
  writeRecent();
  writeOpen();
  await renew();
}

// ── Typing ──

/** The next serial; the day stays, since a sheet is mostly of one. */
function nextLine(after) {
  const { day } = typed();
  clearErrors(form());
  form().reset();
  form().elements.day.value = day;
  form().elements.serial.value = far.open.find((serial) => serial > after) || far.next;
  writeSaid();
  form().elements.serial.focus();
  form().elements.serial.select();
}

/** Whether the typist stands by serials that look mistyped. */
function sure(first, last) {
  const known = (serial) => serial < far.next && !far.open.includes(serial);
  if (known(first) && known(last)) {
    return confirm(t(`Số ${first} đã nhập rồi. Vẫn nhập thêm?`, `Number ${first} was typed in already. Type it in once more?`));
  }
  if (first - far.next >= SHEET) {
    return confirm(t(`Nhảy từ số ${far.next} đến số ${first}? Các số ở giữa được tính là chưa nhập.`, `Go from ${far.next} to ${first}? The numbers between count as not typed in.`));
  }
  return true;
}

function tooFar(last) {
  return last - far.next >= FARTHEST
    ? [{ field: "serial", message: t(`Số này quá xa số kế tiếp (${far.next}).`, `Too far from the next number (${far.next}).`) }] : [];
}

function eventOf([direction, at], { person, declaration }) {
  return {
    id: uuid(), venue: device.venue().code, direction, at: new Date(at).toISOString(),
    zone: null, visitor: "visitor", person, declaration, on_behalf: true,
  };
}

function lineWords(line, shown) {
  const times = line.visits.map(([way, at]) => `${way === "in" ? t("vào", "in") : t("ra", "out")} ${localTime(at)}`).join(", ");
  return `${shown} · ${times} · ${localDate(line.visits[0][1]).slice(0, 5)}`;
}

function noteRecent(line) {
  recent.unshift(line);
  recent.length = Math.min(recent.length, RECENT);
}

/** The next line is there at once, for fast typists; that this one is stored is said when it is. */
async function stored([first, last], store, words) {
  const line = typed();
  far = Object.assign({}, far, advanced(far, first, last));
  nextLine(last);
  storing += 1;
  try {
    await store();
    outcome = { state: "saved", words };
    wake();
  } catch (error) {
    Object.entries(line).forEach(([name, value]) => { form().elements[name].value = value; });
    outcome = { state: "trouble", words: () => t("CHƯA LƯU ĐƯỢC: bộ nhớ của máy đầy hoặc bị chặn. Xin giữ tờ phiếu và báo người phụ trách.", "NOT STORED: this device’s storage is full or blocked. Please keep the sheet and tell the person in charge.") };
  }
  storing -= 1;
  writeOutcome();
  await look();
}

async function keepLine() {
  const line = readLine(typed(), device.now());
  const errors = line.errors.concat(line.seq ? tooFar(line.seq) : []);
  if (errors.length) {
    showErrors(form(), errors);
    return;
  }
  if (!sure(line.seq, line.seq)) return;
  const { name, phone, document: paper } = line.person;
  const shown = `${name.split(" ").map((word) => `${[...word][0].toUpperCase()}.`).join("")} ${maskedNumber(phone || paper)}`;
  const alert = !isHealthy(line.declaration);
  await stored([line.seq, line.seq], async () => {
    const events = line.visits.map((visit) => eventOf(visit, line));
    await addLine(line.seq, events, { shown: `${line.seq} · ${shown}`, warnings: [], alert });
    noteRecent({ number: line.seq, ids: events.map(({ id }) => id), words: () => lineWords(line, shown) });
  }, () => t(`Đã lưu dòng ${line.seq}`, `Line ${line.seq} is stored`));
}

async function keepBlank() {
  const serials = serialsOf(typed().serial);
  const errors = serials ? tooFar(serials[1]) : [{ field: "serial", message: t("Xin nhập số, hoặc nhiều số như 41-60.", "Please enter a number, or several as 41-60.") }];
  if (errors.length) {
    showErrors(form(), errors);
    return;
  }
  clearErrors(form());
  const [first, last] = serials;
  const number = first === last ? `${first}` : `${first}–${last}`;
  const lost = ["in", "out", "name", "number"].some((name) => typed()[name].trim());
  if (!sure(first, last)) return;
  if ((lost || first < last) && !confirm(t(`Số ${number}: không có gì để nhập?`, `Number ${number}: nothing to type in?`))) return;
  await stored([first, last], async () => {
    await addVoid(first, last);
    noteRecent({ number, ids: [], words: () => t("bỏ trống", "void") });
  }, () => t(`Số ${number}: bỏ trống`, `Number ${number}: void`));
}

/** Enter goes on, from field to field; in the last one it stores the line. */
function goOn(event) {
  if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  const fields = [...form().elements].filter(({ tagName }) => tagName === "INPUT");
  const next = fields[fields.indexOf(event.target) + 1];
  if (!next) {
    keepLine();
    return;
  }
  next.focus();
  next.select();
}

// ── The page ──

function openLines() {
  show("lines", write);
  // A line that is half typed in waits here.
  if (!form().elements.serial.value) nextLine(far.next - 1);
  look();
}

async function openWaiting() {
  await renew();
  show("waiting", () => writeWaiting(openLines, () => { location.href = "/helper#new"; }));
}

async function start() {
  startLanguage();
  const paired = await device.load().catch(() => null);
  if (!paired || !paired.paper) {
    location.replace("/helper");
    return;
  }
  keepOffline("/paper", []);
  form().addEventListener("keydown", goOn);
  form().addEventListener("submit", (event) => { event.preventDefault(); keepLine(); });
  form().addEventListener("input", writeSaid);
  forgiveOnChange(form());
  byId("blank").addEventListener("click", keepBlank);
  byId("waiting-line").addEventListener("click", openWaiting);
  onSettled(async () => { await device.learn(); await look(); });
  ["online", "offline"].forEach((change) => addEventListener(change, writeLine));
  setInterval(look, RENEW_MS);
  form().elements.day.value = localDate(device.now());
  far = await progress();
  openLines();
  await startSending();
  await device.renewVenues();
  if (!byId("view-lines").hidden) write();
}

start();
