/** /archive: every 06:00 report as it was sent, its files, and a check that its figures still give the same bytes. */
import { button, byId, element, replace } from "./element.js";
import { officialPage, save } from "./official.js";
import { showPages } from "./official_pages.js";
import { show } from "./views.js";
import { lowered, day as shownDay, number, shortDay, signed, weekday } from "./vn_numbers.js";

const STATES = {
  nothing: "Chưa có điểm nào được đăng ký", making: "Đang lập", made: "Đã lập, chưa gửi", sending: "Đang gửi", sent: "Đã gửi",
};
const NAMES = [[/\.pdf$/, "PDF"], [/\.xlsx$/, "Excel"], [/\.eml$/, "Thư"]];

let call = null;
let before = "";

function problem(error, box = byId("problem")) {
  replace(box, element("p", { className: "notice problem", textContent: `${error.title || "Có lỗi"}. ${error.text || "Xin tải lại trang."}` }));
  if (!error.text) throw error;
}

function told(report) {
  if (report.state === null) return ["Không có báo cáo"];
  const lines = [STATES[report.state] + (report.doubtful ? ", có thể trùng" : "")];
  if (report.scans !== undefined && report.scans !== null) {
    lines.push(`${number(report.scans)} lượt quét, ${number(report.active)} điểm có lượt quét`);
    lines.push(report.silent_communes ? `${number(report.silent_communes)} xã, phường không có lượt quét` : "Xã, phường nào cũng có lượt quét");
  }
  (report.corrections || []).forEach((each) => lines.push(`Đính chính ngày ${shortDay(each.day)}: ${number(each.scans)} lượt (${signed(each.scans - each.reported)})`));
  return lines;
}

function verdict(box, answer) {
  const wrong = answer.files.filter((file) => !file.same);
  const say = (className, ...children) => replace(box, element("p", { className: `verified ${className}` }, ...children));
  if (answer.same) say("same", `✓ Lập lại từ số liệu đã lưu: cả ${answer.files.length} tệp giống từng byte với bản đã gửi.`);
  else {
    say("differs", `✗ ${wrong.length} tệp khác bản đã gửi: ${wrong.map((file) => (file.kept === file.made ? `${file.name} (lập lại ra kết quả khác)` : `${file.name} (tệp lưu đã bị thay đổi)`)).join(", ")}.`);
  }
  const digests = element("details", {}, element("summary", { textContent: "Mã kiểm tra SHA-256" }));
  answer.files.forEach((file) => digests.append(element("p", { className: "verified" }, `${file.name}: `, element("code", { textContent: file.made }))));
  box.append(digests);
}

/** Files and check of the province's report (`files` of the day) or of the part of one addressee. */
function version(report, revision, { addressee, name, files: names }) {
  const base = `/api/oversight/reports/${report.day}/${revision}`;
  const whose = addressee ? `?addressee=${encodeURIComponent(addressee)}` : "";
  const box = element("div", {});
  const run = (label, work) => {
    const made = button(label, "link", async () => {
      made.disabled = true;
      try {
        await work();
      } catch (error) {
        problem(error, box);
      }
      made.disabled = false;
    });
    return made;
  };
  const files = names.map((file) => run(NAMES.find(([ending]) => ending.test(file))[1], async () => save(await call(`${base}/files/${file}${whose}`, { file: true }), file)));
  const check = run("Đối chiếu", async () => {
    replace(box, element("p", { className: "verified busy", textContent: "Đang lập lại báo cáo…" }));
    verdict(box, await call(`${base}/verify${whose}`, { body: {} }));
  });
  const which = revision ? `Bản cập nhật ${revision}` : "Bản đầu";
  return element("div", {}, element("div", { className: "links" }, element("span", { textContent: name ? `${name}${revision ? `, ${lowered(which)}` : ""}:` : `${which}:` }), ...files, check), box);
}

/** Each addressee's part, in a fold where the province's own report stands above it. */
function parts(report) {
  const made = (report.parts || []).flatMap((part) => revisions(report).map((revision) => version(report, revision, part)));
  if (!made.length || !report.files) return made;
  return [element("details", { className: "parts" }, element("summary", { textContent: `Phần của ${number(report.parts.length)} nơi nhận` }), ...made)];
}

/** The numbers of the first report and its marked updates, the newest first. */
function revisions(report) {
  return Array.from({ length: report.updates + 1 }, (_, revision) => revision).reverse();
}

function item(report) {
  const made = report.state === "sent" || report.state === "made" || report.state === "sending";
  const versions = made ? [...(report.files ? revisions(report).map((revision) => version(report, revision, report)) : []), ...parts(report)] : [];
  return element("li", {}, element("div", { className: "report" },
    element("div", {}, element("strong", { textContent: shownDay(report.day) }), element("p", { className: "note", textContent: weekday(report.day) })),
    element("div", {}, ...told(report).map((text, place) => element("p", { className: place ? "note" : "", textContent: text }))),
    element("div", { className: "no-print" }, ...versions)));
}

async function load() {
  byId("older").disabled = true;
  try {
    const answer = await call(`/api/oversight/reports${before ? `?before=${before}` : ""}`);
    before = answer.before;
    const begun = answer.reports.map((report) => report.state !== null);
    const last = begun.lastIndexOf(true);
    // Days before the first report there ever was are no gaps.
    byId("reports").append(...answer.reports.slice(0, last + 1).map(item));
    byId("older").hidden = last < answer.reports.length - 1;
    if (!byId("reports").children.length) byId("reports").append(element("li", { textContent: "Chưa có báo cáo nào." }));
    replace(byId("problem"));
  } catch (error) {
    problem(error);
  }
  byId("older").disabled = false;
}

officialPage({
  groups: ["province", "district:", "kind:", "auditor"],
  start(signedIn) {
    call = signedIn.call;
    showPages("/archive", signedIn.groups);
    show("reports");
    byId("older").onclick = load;
    load();
  },
});
