/** /settings: thresholds, orders and recipients; the province changes them, every version stays with who and why. */
import { localDate, localTime } from "./days.js";
import { button, byId, element, replace } from "./element.js";
import { officialPage } from "./official.js";
import { showPages } from "./official_pages.js";
import { addressees, orders, recipients, thresholds } from "./settings_editors.js";
import { announce, show } from "./views.js";
import { UNKNOWN } from "./vn_numbers.js";

const NAMES = { orders: "Lệnh và lịch nghỉ", recipients: "Nơi nhận báo cáo" };
const EDITORS = { orders, recipients };
const ORDER = ["recipients", "orders", "compliance", "ladder", "report", "trace", "exposure"];

let call = null;
let account = null;
let settings = null;
let shown = "";

const nameOf = (group) => group.name || NAMES[group.group];

function problem(error, box = byId("problem")) {
  replace(box, element("p", { className: "notice problem", textContent: `${error.title || "Có lỗi"}. ${error.text || "Xin tải lại trang."}` }));
  if (!error.text) throw error;
}

function instant(text) {
  return text ? `${localTime(Date.parse(text))} ${localDate(Date.parse(text))}` : UNKNOWN;
}

function said(value) {
  if (value === null || value === undefined) return "chưa có";
  if (value === true || value === false) return value ? "có" : "không";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object") return Object.values(value).flat().join(", ");
  return String(value).replace(".", ",");
}

function fieldName(group, field) {
  if (group.group === "recipients") return new Map(addressees(account, [field])).get(field);
  const word = (group.words || []).find((each) => each.field === field);
  return word ? word.text : field;
}

function versionItem(group, version) {
  const changes = version.changes.map((each) => element("p", {}, `${fieldName(group, each.field)}: `,
    element("del", { textContent: said(each.before) }), " → ", element("ins", { textContent: each.after === null ? "bỏ" : said(each.after) })));
  return element("li", {},
    element("div", { className: "row" }, element("strong", { textContent: version.comment || "Không ghi lý do" }), element("span", { className: "note", textContent: version.version })),
    element("p", { className: "note", textContent: `${version.changed_by || "Không rõ ai"}, ${instant(version.changed_at)}` }), ...changes);
}

async function showHistory(group, box) {
  try {
    const { versions } = await call(`/api/oversight/settings/${group.group}/versions`);
    if (shown !== group.group) return;
    replace(box, element("h2", { textContent: "Các lần thay đổi" }), versions.length
      ? element("ul", { className: "places" }, ...versions.map((version) => versionItem(group, version)))
      : element("p", { textContent: "Chưa ai thay đổi: đang dùng giá trị mặc định." }));
  } catch (error) {
    problem(error, box);
  }
}

function saving(group, editor, box) {
  const comment = element("textarea", { id: "comment", maxLength: 500, rows: 2, required: true });
  const told = element("div", {});
  told.setAttribute("role", "alert");
  const submit = element("button", { className: "button", textContent: "Lưu thành bản mới" });
  const form = element("form", { className: "save no-print", noValidate: true },
    element("div", { className: "field" }, element("label", { htmlFor: "comment", textContent: "Lý do thay đổi" }),
      element("p", { className: "hint", textContent: "Mọi người đọc lịch sử đều thấy lý do này." }), comment), told, submit);
  form.onsubmit = async (event) => {
    event.preventDefault();
    submit.disabled = true;
    editor.mark("", "");
    (group.words || []).forEach(({ field }) => editor.mark(field, ""));
    try {
      const saved = await call(`/api/oversight/settings/${group.group}`, { body: { before: group.version, values: editor.values(), comment: comment.value } });
      settings.groups = settings.groups.map((each) => (each.group === saved.group ? saved : each));
      open(saved.group);
      replace(byId("problem"), element("p", { className: "notice", textContent: `Đã lưu bản ${saved.version}. Báo cáo và đánh giá lần sau dùng bản này.` }));
      announce("Đã lưu");
    } catch (error) {
      (error.details || []).forEach(({ field, message }) => editor.mark(field, message));
      const own = (error.details || []).filter(({ field }) => ["comment", "values", "orders", "recipients"].includes(field)).map(({ message }) => message);
      problem(own.length ? { title: "Chưa lưu được", text: own.join(" ") } : error, told);
      submit.disabled = false;
      const first = box.querySelector('[aria-invalid="true"]');
      if (first) first.focus();
    }
  };
  return form;
}

function open(name) {
  shown = name;
  const group = settings.groups.find((each) => each.group === name);
  const readOnly = !settings.changes;
  replace(byId("problem"));
  byId("groups").querySelectorAll("button").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.group === name)));
  history.replaceState(null, "", `/settings#${name}`);
  const editor = (EDITORS[name] || thresholds)(group, readOnly, account);
  const version = group.changed_at ? `Bản ${group.version}, ${group.changed_by} lưu lúc ${instant(group.changed_at)}.` : group.version ? `Bản mặc định ${group.version}.` : "Chưa có mục nào.";
  const versions = element("section", { className: "versions" });
  const box = byId("group");
  replace(box, element("h2", { textContent: nameOf(group) }), element("p", { className: "hint", textContent: version }), editor.box);
  if (!readOnly) box.append(saving(group, editor, box));
  box.append(versions);
  showHistory(group, versions);
}

officialPage({
  groups: ["province", "auditor"],
  async start(signedIn) {
    call = signedIn.call;
    showPages("/settings", signedIn.groups);
    show("settings");
    try {
      [account, settings] = await Promise.all([call("/api/oversight/me"), call("/api/oversight/settings")]);
    } catch (error) {
      problem(error);
      return;
    }
    byId("who").textContent = settings.changes ? "Mỗi lần lưu là một bản mới; bản cũ vẫn giữ, có tên người sửa và lý do."
      : "Tài khoản này chỉ xem, không thay đổi.";
    const groups = ORDER.map((name) => settings.groups.find((each) => each.group === name)).filter(Boolean);
    replace(byId("groups"), ...groups.map((group) => {
      const made = button(nameOf(group), "", () => open(group.group));
      made.dataset.group = group.group;
      return made;
    }));
    const asked = location.hash.slice(1);
    open(groups.some((group) => group.group === asked) ? asked : groups[0].group);
  },
});
