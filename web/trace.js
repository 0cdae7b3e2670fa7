/** The tracer's page: a case is asked for, its milestones are put right, its contacts are called. Vietnamese only. */
import { localDate, localDay } from "./days.js";
import { byId, element, replace } from "./element.js";
import { clearErrors, forgiveOnChange, showErrors } from "./form.js";
import { startLanguage } from "./i18n.js";
import { officialPage } from "./official.js";
import { showPages } from "./official_pages.js";
import { dayAfter, infectiousFrom, readQuestion } from "./trace_asking.js";
import { addPage, openedContacts, showContacts, startContacts } from "./trace_contacts.js";
import { showCordon } from "./trace_cordon.js";
import { pending } from "./trace_days.js";
import { showFiles, startFiles } from "./trace_files.js";
import { looked, showProgress, whole } from "./trace_running.js";
import { showStays, startStayForm, stayIsTyped } from "./trace_stays.js";
import { BRUSHED, levelName, moment } from "./trace_words.js";
import { announce, show } from "./views.js";

const NO_CHANGES = { new: [], gone: [], raised: [], lowered: [] };
const SUBJECTS = {
  phone: ["Số điện thoại", "Ví dụ: 0912 345 678", "tel"],
  document: ["Số giấy tờ", "CCCD, CMND hoặc hộ chiếu", "text"],
  qid: ["Mã QID", "Mã định danh của nền tảng khai báo y tế quốc gia", "numeric"],
  badge: ["Mã thẻ Truy Vết", "16 chữ và số in trên thẻ", "text"],
};
const SIGNS = { onset: "Ngày khởi phát", sample: "Ngày lấy mẫu dương tính" };
const form = byId("ask-form");

let call = null;
let rules = null;
/** Ends when the rules have come, or could not; who is quicker waits for them. */
let ruled = null;

/** What was asked, the trace that is shown, and what the tracer has changed since: nothing of it is stored. */
let asked = null;
let trace = null;
let edits = { added: [], denied: [] };

/** Counts what was begun: an answer that comes after somebody has gone on to another case is dropped. */
let turn = 0;

// ── The form ──

function value(name) {
  return form.elements[name].value;
}

function showSubject() {
  const [label, hint, mode] = SUBJECTS[value("by")];
  byId("subject").name = `subject.${value("by")}`;
  byId("subject").inputMode = mode;
  byId("subject-label").textContent = label;
  byId("subject-hint").textContent = hint;
}

/** `own`: the first day that a tracer typed while the rules were still on their way; it stays. */
function showWindow(own) {
  byId("onset-label").textContent = SIGNS[value("sign")];
  if (!rules) return;
  const before = rules.infectious_days_before;
  if (value("onset") && !own) byId("from").value = infectiousFrom(value("onset"), before);
  byId("window-hint").textContent = `Bộ quy tắc ${rules.version}: có thể lây từ ${before} ngày trước ngày `
    + `${value("sign") === "onset" ? "khởi phát" : "lấy mẫu dương tính"}; F1 là ở cùng chỗ từ ${rules.definition_minutes} phút; `
    + `không khí còn tính ${rules.tail_minutes} phút sau khi ca bệnh rời. Sửa được ngày ở trên nếu dịch tễ yêu cầu.`;
}

function problemNotice(error, retry) {
  const details = (error.details || []).map(({ message }) => message).join(" ");
  return element("div", { className: "notice problem" },
    element("p", {}, element("strong", { textContent: error.title || "Chưa thực hiện được" })),
    element("p", { textContent: details || error.text || "Trang gặp lỗi. Xin thử lại." }),
    ...(retry ? [retry] : []));
}

async function loadRules() {
  try {
    rules = await call("/api/trace-rules");
    showWindow(byId("from").value);
  } catch (error) {
    byId("window-hint").textContent = "Chưa tải được bộ quy tắc: xin ghi ngày bắt đầu lây.";
  }
}

async function ask(event) {
  event.preventDefault();
  clearErrors(form);
  replace(byId("ask-problem"));
  byId("ask-button").disabled = true;
  await ruled;
  byId("ask-button").disabled = false;
  const { body, errors } = readQuestion({
    case_number: value("case_number"), by: value("by"), subject: byId("subject").value,
    infectious_from: value("infectious_from"), until: value("until"), depth: value("depth"),
  }, Date.now());
  showErrors(form, errors);
  if (errors.length) return;
  try {
    await runTrace(body, null);
  } catch (error) {
    show("ask");
    const homeless = showErrors(form, error.details || []);
    if (!(error.details || []).length || homeless.length) {
      replace(byId("ask-problem"), problemNotice(Object.assign({}, error, { title: error.title, text: error.text, details: homeless })));
    }
  }
}

// ── Tracing ──

/** Something new begins; gives whether it is still the latest that has begun. */
function begun() {
  turn += 1;
  const mine = turn;
  return () => mine === turn;
}

/** Traces, and shows the result with what changed since the trace `before`. Throws Problem; then nothing is lost. */
async function runTrace(body, before) {
  show("wait", () => showProgress({}));
  const gone = before ? new Map(openedContacts().map(({ name, number }) => [number, name])) : null;
  const still = begun();
  const answer = await whole(call, await call("/api/traces", { body }), (early) => {
    asked = body;
    openTrace(early, null, null);
  }, still);
  if (!answer) return;
  let changes = null;
  if (before) {
    changes = await looked(call, `/api/traces/${answer.id}/changes?since=${before.id}`);
    changes.names = changes.gone.map((number) => gone.get(number) || `số ${number}`);
  }
  if (!still()) return;
  asked = body;
  openTrace(answer, before, changes);
}

function windowText() {
  const until = Date.parse(trace.until);
  // The window ends with a day, at its midnight, or with the present.
  return `${localDate(Date.parse(trace.from))} đến ${localDate(until - 1)}`;
}

function countOf(groups, name) {
  return groups.filter((group) => levelName(group) === name).reduce((sum, { count }) => sum + count, 0);
}

function figure(number, name) {
  return element("p", {}, element("strong", { textContent: number.toLocaleString("vi-VN") }), ` ${name}`);
}

function showHeading() {
  document.title = `Ca ${trace.case_number} · Truy Vết`;
  byId("title").textContent = `Ca ${trace.case_number}`;
  byId("asked").textContent = `Có thể lây từ ${windowText()} · truy vết lúc ${moment(trace.asked_at)} · bộ quy tắc ${trace.rules}`;
  const venues = new Set(trace.stays.map(({ venue }) => venue)).size;
  replace(byId("tallies"), figure(countOf(trace.groups, "F1"), "F1"), figure(countOf(trace.groups, BRUSHED), "ở gần"),
    figure(countOf(trace.groups, "F2"), "F2"), figure(venues, "điểm đến"));
  byId("print-foot").textContent = `Truy Vết · ca ${trace.case_number} · lập lúc ${moment(trace.asked_at)} · có dữ liệu cá nhân, chỉ dùng để truy vết.`;
}

function changesNotice(before, changes) {
  const counts = ["F1", BRUSHED, "F2"].map((name) => [name, countOf(before.groups, name), countOf(trace.groups, name)])
    .filter(([, then, now]) => then !== now).map(([name, then, now]) => `${name}: ${then} → ${now}`);
  const told = [
    changes.new.length && `${changes.new.length} người mới`,
    changes.gone.length && `${changes.gone.length} người không còn${changes.names.length ? ` (${changes.names.slice(0, 8).join(", ")}${changes.gone.length > 8 ? "…" : ""})` : ""}`,
    changes.raised.length && `${changes.raised.length} người lên mức`,
    changes.lowered.length && `${changes.lowered.length} người xuống mức`,
  ].filter(Boolean);
  const text = [...counts, ...told].join(" · ") || "danh sách tiếp xúc không đổi.";
  return element("div", { className: "notice", id: "changes" }, element("p", {}, element("strong", { textContent: "So với lần trước: " }), text));
}

function untracedNotice() {
  return element("p", { className: "notice warning", textContent: `${trace.untraced.toLocaleString("vi-VN")} F1 có điểm thấp nhất chưa được tìm F2.` });
}

function takenOver() {
  return {
    added: trace.stays_added.map((each) => Object.assign({}, each)),
    denied: trace.visits_denied.map((id) => edits.denied.find((visit) => visit.id === id) || { id, venue: "", at: "" }),
  };
}

function openTrace(answer, before, changes) {
  // What the tracer changed while F2 were still looked for stays.
  const sameOne = trace && trace.id === answer.id;
  trace = answer;
  if (!sameOne) edits = takenOver();
  // The address names the trace, not the person: after a reload the same page comes back.
  history.replaceState(null, "", `#${trace.id}`);
  show("trace");
  showHeading();
  replace(byId("news"), ...(changes ? [changesNotice(before, changes)] : []), ...(trace.untraced ? [untracedNotice()] : []));
  showStays(trace, edits, change, again);
  showContacts(trace, openPage, changes || NO_CHANGES);
  showFiles(trace);
  if (trace.state !== "running") showCordon(trace, call);
  else replace(byId("cordon"), element("p", { className: "hint", textContent: "Có khi truy vết xong." }));
  announce("Đã có kết quả truy vết.");
}

async function openPage(place) {
  addPage(await call(`/api/traces/${trace.id}?next=${place}`));
}

function change(edit) {
  edit(edits);
  showStays(trace, edits, change, again);
}

/** Runs the trace again with what the tracer changed; whatever goes wrong, the changes stay. */
async function again() {
  const body = Object.assign({}, asked || { case_number: trace.case_number, subject: { trace: trace.id } }, {
    infectious_from: localDay(Date.parse(trace.from)), until: localDay(Date.parse(trace.until) - 1), depth: trace.depth,
    stays_added: edits.added, visits_denied: edits.denied.map(({ id }) => id),
  });
  const [before, kept] = [trace, { added: edits.added.slice(), denied: edits.denied.slice() }];
  try {
    await runTrace(body, before);
  } catch (error) {
    edits = kept;
    show("trace");
    replace(byId("news"), problemNotice(error));
  }
}

async function reopen(id) {
  show("wait", () => showProgress({}));
  const still = begun();
  const open = (answer) => answer && openTrace(answer, null, null);
  try {
    open(await whole(call, await call(`/api/traces/${id}`), open, still));
  } catch (error) {
    if (!still()) return;
    history.replaceState(null, "", location.pathname);
    show("ask");
    replace(byId("ask-problem"), problemNotice(error));
  }
}

function another() {
  if (pending(trace, edits) && !window.confirm("Các thay đổi chưa truy vết lại sẽ mất. Sang ca khác?")) return;
  begun();
  replace(byId("waiting"));
  asked = null;
  trace = null;
  edits = { added: [], denied: [] };
  form.reset();
  begin();
}

function begin() {
  history.replaceState(null, "", location.pathname);
  document.title = "Truy vết · Truy Vết";
  byId("until").value = localDay(Date.now());
  const oldest = dayAfter(localDay(Date.now()), -28);
  ["onset", "from", "until"].forEach((id) => Object.assign(byId(id), { max: localDay(Date.now()), min: oldest }));
  showSubject();
  showWindow();
  show("ask");
}

function start(session) {
  call = session.call;
  showPages("/trace", session.groups);
  startContacts();
  startStayForm(change, () => trace);
  startFiles(() => trace, call);
  forgiveOnChange(form);
  form.addEventListener("submit", ask);
  form.addEventListener("change", ({ target }) => {
    if (target.name === "by") showSubject();
    if (target.name === "sign" || target.name === "onset") showWindow();
  });
  byId("another").addEventListener("click", another);
  byId("print").addEventListener("click", () => window.print());
  window.addEventListener("beforeunload", (event) => {
    if (trace ? pending(trace, edits) || stayIsTyped() : value("case_number") || byId("subject").value) event.preventDefault();
  });
  ruled = loadRules();
  const named = /^#([0-9a-f-]{36})$/.exec(location.hash);
  begin();
  if (named) reopen(named[1]);
}

startLanguage();
officialPage({ groups: ["tracer"], start });
