/** A file on its way in: chosen, packed where the browser can, sent in parts, and laid out by columns. */
import { byId, element, replace } from "./element.js";
import { clearErrors, showErrors } from "./form.js";
import { kindNames, kinds } from "./kinds.js";
import { API, count } from "./rosters_work.js";
import { show } from "./views.js";

const PART_BYTES = 180000;
const MOST_BYTES = 60 * PART_BYTES;
const TOO_LARGE = "Tệp lớn hơn 10 MB. Xin chia danh sách theo huyện, hoặc lưu thành .xlsx.";
const NEW_WORDS = ["Tải danh sách mới", "Gửi và đọc tệp"];

let roster = null;

/** Shows the form for a new roster, or for a newer file of one. */
export function showUpload(known) {
  roster = known;
  const form = byId("upload-form");
  clearErrors(form);
  form.reset();
  byId("new-title").textContent = known ? `Cập nhật: ${known.title}` : NEW_WORDS[0];
  byId("title-field").hidden = Boolean(known);
  form.elements.title.value = known ? known.title : "";
  show("new");
}

/** CSV files shrink to a tenth; XLSX files are packed already. */
async function packed(file) {
  if (/\.xls[xm]$/i.test(file.name) || !window.CompressionStream) return file;
  return new Response(file.stream().pipeThrough(new CompressionStream("gzip"))).blob();
}

function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

function showSent(done, all) {
  byId("work-title").textContent = "Đang gửi tệp";
  replace(byId("work-state"), element("progress", { max: all, value: done }),
    element("p", { className: "busy", textContent: `Phần ${count(done)} trên ${count(all)}` }));
}

async function send(call, title, content) {
  const parts = Math.max(1, Math.ceil(content.size / PART_BYTES));
  const work = await call(`${API}/work`, { body: { title, parts, roster: roster ? roster.id : null } });
  show("work");
  byId("work-of").textContent = title;
  for (let number = 0; number < parts; number += 1) {
    showSent(number, parts);
    const part = content.slice(number * PART_BYTES, (number + 1) * PART_BYTES);
    await call(`${API}/work/${work.id}/parts/${number}`, { body: { content: await base64(part) } });
  }
  await call(`${API}/work/${work.id}/read`, { body: {} });
  return work.id;
}

/** Makes the form send its file; afterwards the page goes to the work. `failed` shows a problem. */
export function startUpload(call, failed) {
  const form = byId("upload-form");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const title = form.elements.title.value.trim();
    const [file] = form.elements.file.files;
    const wrong = [];
    if (!title) wrong.push({ field: "title", message: "Xin đặt tên cho danh sách." });
    if (!file) wrong.push({ field: "file", message: "Xin chọn tệp." });
    else if (!file.size) wrong.push({ field: "file", message: "Tệp này trống." });
    showErrors(form, wrong);
    if (wrong.length) return;
    try {
      const content = await packed(file);
      if (content.size > MOST_BYTES) showErrors(form, [{ field: "file", message: TOO_LARGE }]);
      else location.hash = `#work/${await send(call, title, content)}`;
    } catch (problem) {
      showUpload(roster);
      form.elements.title.value = title;
      failed(problem);
    }
  });
}

// ── Columns ──

let layout = null;
let work = null;

function fillColumns() {
  const choices = (chosen) => [
    new Option("— không có —", "", false, chosen === undefined),
    ...layout.titles.map((title, index) => new Option(title, index, false, index === chosen)),
  ];
  replace(byId("columns"), ...Object.entries(layout.names).map(([name, label]) => {
    const select = element("select", { id: `column-${name}`, name: `columns.${name}` }, ...choices(layout.columns[name]));
    const sample = element("p", { className: "sample" });
    const showSample = () => {
      const seen = layout.samples.map(({ cells }) => cells[select.value] || "").filter(Boolean);
      sample.textContent = select.value === "" ? "" : `Ví dụ: ${seen.slice(0, 2).join(" · ") || "(trống)"}`;
      showSamples();
    };
    select.addEventListener("change", showSample);
    const field = element("div", { className: "field" },
      element("label", { htmlFor: select.id, textContent: label }), select, sample);
    select.showSample = showSample;
    return field;
  }));
  byId("columns").querySelectorAll("select").forEach((select) => select.showSample());
}

function chosenColumns() {
  const chosen = {};
  byId("columns").querySelectorAll("select").forEach(({ name, value }) => {
    if (value !== "") chosen[name.slice("columns.".length)] = Number(value);
  });
  return chosen;
}

function showSamples() {
  const chosen = chosenColumns();
  const heads = layout.titles.map((title, index) => {
    const name = Object.keys(chosen).find((column) => chosen[column] === index);
    const head = element("th", { scope: "col", textContent: title },
      ...(name ? [element("small", { textContent: layout.names[name] })] : []));
    if (name) head.dataset.column = name;
    return head;
  });
  replace(byId("samples"),
    element("thead", {}, element("tr", {}, element("th", { scope: "col", textContent: "Dòng" }), ...heads)),
    element("tbody", {}, ...layout.samples.map(({ row, cells }) => element("tr", {},
      element("td", { className: "number", textContent: row }),
      ...layout.titles.map((_, index) => element("td", { textContent: cells[index] || "" }))))));
}

function fillWhere() {
  const form = byId("layout-form");
  byId("layout-file").textContent = `${work.title} · ${layout.form} · ${count(layout.rows)} dòng dưới tiêu đề`;
  replace(byId("layout-notes"), ...layout.notes.map((note) => element("p", { className: "notice warning", textContent: note })));
  byId("sheet-field").hidden = layout.sheets.length < 2;
  replace(form.elements.sheet, ...layout.sheets.map(({ name, rows }, index) => (
    new Option(`${name} (${count(rows)} dòng)`, index, false, index === layout.sheet))));
  form.elements.header.value = layout.header;
  if (!form.elements.kind.options.length) {
    replace(form.elements.kind, new Option("Đoán theo tên", ""), ...kinds().map((kind) => new Option(kindNames(kind)[0], kind)));
  }
}

async function load(call, query) {
  layout = await call(`${API}/work/${work.id}/layout${query}`);
  fillWhere();
  fillColumns();
}

/** Shows the columns of a file that was read. */
export async function showLayout(call, read) {
  work = read;
  clearErrors(byId("layout-form"));
  await load(call, "");
  show("layout");
}

/** Makes the form of columns check the file; `failed` shows a problem. */
export function startLayout(call, failed, checking) {
  const form = byId("layout-form");
  const reload = () => {
    const sheet = form.elements.sheet.value || 0;
    const header = form.elements.header.value.trim();
    load(call, `?sheet=${sheet}${/^\d+$/.test(header) ? `&header=${header}` : ""}`).catch(failed);
  };
  form.elements.sheet.addEventListener("change", () => {
    form.elements.header.value = "";
    reload();
  });
  form.elements.header.addEventListener("change", reload);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const body = {
        sheet: layout.sheet, header: layout.header, columns: chosenColumns(),
        kind: form.elements.kind.value || null, agency: form.elements.agency.value,
      };
      await call(`${API}/work/${work.id}/check`, { body });
      checking(work.id);
    } catch (problem) {
      if (showErrors(form, problem.details || []).length || !(problem.details || []).length) failed(problem);
    }
  });
}
