/** The page of a venue's owner: today's counts, the word for the guard, posters, corrections. Counts, never names. */
import { ApiError, pause, request } from "./api.js";
import { learn, now } from "./clock.js";
import { localDate, localTime } from "./days.js";
import { button, byId, element, replace } from "./element.js";
import { startLanguage, t } from "./i18n.js";
import { hoursChart } from "./hours_chart.js";
import { kindName } from "./kinds.js";
import { lasting } from "./memory.js";
import { show as showDevices } from "./owner_devices.js";
import { forgetManaged, keepManaged, managed, ownerLink, readLink } from "./owner_link.js";
import { showProblem } from "./problem_view.js";
import { requestProblem } from "./problems.js";
import { buildVenueForm, fillVenue, readVenue, showVenueErrors } from "./venue_form.js";
import { downloads, qrCard } from "./venue_files.js";
import { announce, show } from "./views.js";
import { wordOfTheDay } from "./word.js";

const REFRESH_MS = 60 * 1000;
const AGAIN_MS = 5 * 1000;
const form = byId("venue-form");

/** `{code, token}` of the venue shown, everything registered of it, and its counts today. */
let link = null;
let venue = null;
let today = null;
let confirming = false;

function ask(method, path, body) {
  return request(method, `/api/venues/${link.code}${path}`, { body, token: link.token });
}

// ── What is shown ──

function showCounts() {
  const at = now();
  byId("word").textContent = wordOfTheDay(venue.code, at);
  if (!today) return;
  byId("day").textContent = localDate(at);
  byId("entries").textContent = today.entries.toLocaleString(t("vi", "en"));
  byId("exits").textContent = today.exits.toLocaleString(t("vi", "en"));
  replace(byId("chart"), hoursChart(today.by_hour, parseInt(localTime(at), 10)));
  byId("updated").textContent = t(`Cập nhật lúc ${localTime(today.at)}, tự làm mới mỗi phút.`, `As of ${localTime(today.at)}, renewed every minute.`);
}

function shownPhone() {
  return venue.phone.replace(/^\+84(\d{3})(\d{3})(\d+)$/, "0$1 $2 $3").replace(/^\+84/, "0");
}

function hoursText({ days, from, to }) {
  const names = t(["T2", "T3", "T4", "T5", "T6", "T7", "CN"], ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
  const which = days.length === 7 ? t("Hằng ngày", "Every day") : days.map((day) => names[day - 1]).join(", ");
  return `${which} ${from}\u2060–\u2060${to}`;
}

function showDetails() {
  const rows = [
    [t("Loại hình", "Kind"), kindName(venue.kind)],
    [t("Địa chỉ", "Address"), venue.address],
    [t("Phụ trách", "In charge"), venue.head],
    [t("Điện thoại", "Phone"), shownPhone()],
    [t("Thư điện tử", "E-mail"), venue.email],
    [t("Giờ mở cửa", "Hours"), venue.opening_hours.map(hoursText).join("; ") || t("Suốt ngày đêm", "Always open")],
    [t("Khu vực", "Zones"), venue.zones.join(", ")],
  ];
  replace(byId("details"));
  rows.filter(([, value]) => value).forEach(([name, value]) => byId("details").append(
    element("dt", { textContent: name }), element("dd", { textContent: value }),
  ));
}

function notice(className, text) {
  return element("p", { className: `notice ${className}`, textContent: text });
}

function posterState() {
  if (!venue.poster_issued_at) {
    return notice("warning", t("Chưa in lần nào. Xin tải áp phích và dán ở cửa.", "Never printed. Please download the poster and hang it."));
  }
  const text = t(`Áp phích đang dùng: phiên bản ${venue.poster_version}.`, `The poster in force is version ${venue.poster_version}.`);
  return element("p", { className: "hint", textContent: text });
}

function notices() {
  const found = [];
  if (venue.status === "suspended") {
    found.push(notice("problem", t("Điểm đang bị tạm dừng theo yêu cầu của cơ quan quản lý. Xin liên hệ ủy ban nhân dân xã, phường.", "The authorities have suspended this place. Please contact the office of your commune.")));
  }
  if (venue.status === "closed") {
    found.push(notice("warning", t("Điểm đang tạm đóng: khách không khai báo được và báo cáo không nhắc tên.", "This place is closed: nobody can check in, and reports do not name it.")));
  }
  if (!lasting) {
    found.push(notice("warning", t("Trình duyệt này không lưu lại. Xin giữ đường dẫn quản lý.", "This browser keeps nothing. Please keep your link.")));
  }
  return found;
}

function openingButtons() {
  if (venue.status === "suspended") return [];
  if (venue.status === "closed") return [button(t("Mở cửa trở lại", "Open again"), "button go", () => setStatus("open"))];
  if (!confirming) return [button(t("Tạm đóng cửa", "Close for now"), "link", () => { confirming = true; showVenue(); })];
  return [
    element("p", { textContent: t("Khách sẽ không khai báo được cho đến khi mở lại. Đóng cửa?", "Nobody can check in until you open again. Close?") }),
    button(t("Đóng cửa", "Close"), "button danger", () => setStatus("closed")),
    button(t("Thôi", "Cancel"), "link", () => { confirming = false; showVenue(); }),
  ];
}

function showSwitch() {
  const venues = managed();
  byId("switch").hidden = venues.length < 2;
  replace(byId("venues"), ...venues.map(({ code, name }) => new Option(`${name} (${code})`, code, false, code === venue.code)));
}

function showVenue() {
  byId("name").textContent = venue.name;
  byId("place").textContent = `${venue.commune_name}, ${venue.district_name}`;
  byId("answer").href = `/answer#${link.code}.${link.token}`;
  document.title = `${venue.name} · ${t("Quản lý điểm", "Your place")}`;
  replace(byId("notices"), ...notices());
  replace(byId("poster"), posterState());
  replace(byId("files"), qrCard(venue.code), downloads(venue.code));
  replace(byId("opening"), ...openingButtons());
  byId("copy-link").textContent = t("Sao chép đường dẫn quản lý", "Copy the owner's link");
  showDetails();
  showSwitch();
  showCounts();
}

// ── What is done ──

async function count() {
  if (document.hidden || !link || !venue) return;
  const asked = link;
  try {
    const answer = await ask("GET", "/today");
    if (asked !== link) return;
    learn(answer.serverTime);
    today = Object.assign(answer.body, { at: now() });
  } catch (error) {
    if (today || asked !== link) return;
    byId("updated").textContent = t("Chưa tải được số lượt. Sẽ thử lại.", "The figures are not here yet. Trying again.");
    setTimeout(count, AGAIN_MS);
  }
  showCounts();
}

/** A downloaded file counts as a printed poster; the server knows it a moment later. */
async function noteDownload(event) {
  if (venue.poster_issued_at || !event.target.closest("a")) return;
  const asked = link;
  await pause(4000);
  const answer = await ask("GET", "").catch(() => null);
  if (!answer || asked !== link) return;
  venue = answer.body;
  replace(byId("poster"), posterState());
}

async function setStatus(status) {
  try {
    venue = (await ask("PATCH", "", { status })).body;
    confirming = false;
    showVenue();
    announce(status === "open" ? t("Đã mở cửa.", "Open.") : t("Đã tạm đóng cửa.", "Closed."));
  } catch (error) {
    byId("opening").append(notice("problem", requestProblem(error).text));
  }
}

function edit() {
  fillVenue(form, Object.assign({}, venue, { phone: shownPhone() }));
  byId("form-problem").hidden = true;
  showVenueErrors(form, []);
  show("edit");
}

async function save(event) {
  event.preventDefault();
  const pressed = form.querySelector("button:not([type])");
  pressed.disabled = true;
  let text = "";
  try {
    const before = venue.poster_version;
    venue = (await ask("PATCH", "", readVenue(form))).body;
    keepManaged({ code: link.code, token: link.token, name: venue.name });
    show("venue", showVenue);
    announce(t("Đã lưu.", "Saved."));
    if (venue.poster_version > before) {
      byId("notices").append(notice("warning", t("Tên hoặc địa chỉ đã đổi. Xin in lại áp phích: mã không đổi.", "The name or address has changed. Please print the poster again: the code is the same.")));
    }
  } catch (error) {
    const homeless = error instanceof ApiError ? showVenueErrors(form, error.details) : [];
    const untold = !(error instanceof ApiError) || !error.details.length;
    text = untold ? requestProblem(error).text : homeless.map(({ message }) => message).join(" ");
  }
  pressed.disabled = false;
  byId("form-problem").textContent = text;
  byId("form-problem").hidden = !text;
}

function leave() {
  forgetManaged(link.code);
  [link] = managed();
  if (link) open(link);
  else show("none");
}

// ── Opening ──

async function open(wanted) {
  link = wanted;
  venue = null;
  today = null;
  confirming = false;
  show("loading");
  try {
    const answer = await ask("GET", "");
    if (link !== wanted) return;
    learn(answer.serverTime);
    venue = answer.body;
  } catch (error) {
    if (link === wanted) refused(error);
    return;
  }
  keepManaged({ code: link.code, token: link.token, name: venue.name });
  // What is remembered need not stand in the address bar, where a screenshot would give the venue away.
  if (lasting) history.replaceState(null, "", location.pathname);
  show("venue", showVenue);
  showDevices(byId("devices"), link.code, link.token);
  count();
}

function refused(error) {
  const wrong = error instanceof ApiError && (error.status === 401 || error.status === 404);
  // A mistyped link must not cost the right one that this device remembers.
  if (wrong && managed().some(({ token }) => token === link.token)) forgetManaged(link.code);
  showProblem(() => wrong ? {
    title: t("Đường dẫn không đúng", "This link is not right"),
    text: t("Đường dẫn quản lý thiếu ký tự hoặc đã được cấp lại. Xin mở lại từ nơi bạn đã lưu.", "It lacks characters, or a new one was issued. Please open it from where you kept it."),
    actions: managed().length ? [[t(`Mở ${managed()[0].name}`, `Open ${managed()[0].name}`), "button", () => open(managed()[0])]] : [],
  } : Object.assign(requestProblem(error), { actions: [[t("Thử lại", "Try again"), "button", () => open(link)]] }));
}

function openFromAddress() {
  const wanted = readLink(location.hash) || managed()[0];
  if (wanted) open(wanted);
  else show("none");
}

function start() {
  buildVenueForm(form, { fixed: true });
  startLanguage();
  form.addEventListener("submit", save);
  byId("files").addEventListener("click", noteDownload);
  byId("edit").addEventListener("click", edit);
  byId("cancel").addEventListener("click", () => show("venue", showVenue));
  byId("forget").addEventListener("click", leave);
  byId("venues").addEventListener("change", (event) => open(managed().find(({ code }) => code === event.target.value)));
  byId("copy-link").addEventListener("click", (event) => {
    navigator.clipboard.writeText(ownerLink(link.code, link.token)).then(
      () => { event.target.textContent = t("Đã sao chép ✓", "Copied ✓"); },
      () => { event.target.textContent = ownerLink(link.code, link.token); },
    );
  });
  addEventListener("hashchange", openFromAddress);
  document.addEventListener("visibilitychange", count);
  setInterval(count, REFRESH_MS);
  openFromAddress();
}

start();
