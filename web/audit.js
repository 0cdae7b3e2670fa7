/** The log of looks, for the data protection officer: totals, plain facts about what is odd, entries, a CSV file; proofs of deletion. */
import { showDeletions } from "./audit_deletions.js";
import { table, written } from "./audit_table.js";
import { localDate, localDay, localTime } from "./days.js";
import { byId, element, replace } from "./element.js";
import { officialPage, save } from "./official.js";
import { showPages } from "./official_pages.js";
import { announce, show } from "./views.js";

const DAY_MS = 24 * 3600 * 1000;

const FACTS = {
  night: ({ official, day, count }) => `${official}: ${count} lần tra cứu trong đêm (22 giờ đến 5 giờ) ngày ${written(day)}.`,
  often: ({ official, day, count, case: number }) => `${official}: xem ca ${number} ${count} lần trong ngày ${written(day)}.`,
  persons: ({ official, day, count }) => `${official}: ${count.toLocaleString("vi-VN")} lượt người hiện ra trong ngày ${written(day)}.`,
};

let call = null;

function moment(at) {
  return `${localDate(Date.parse(at))} ${localTime(Date.parse(at))}`;
}

function asked() {
  const { from, to, official, case: number } = byId("filter").elements;
  const values = new URLSearchParams({ from: from.value, to: to.value });
  if (official.value.trim()) values.set("official", official.value.trim());
  if (number.value.trim()) values.set("case", number.value.trim());
  return values.toString();
}

function chooser(field, value) {
  return element("button", { type: "button", className: "link", textContent: value, onclick: () => {
    byId(field).value = value;
    load();
  } });
}

function totals(caption, kind, field, others, list) {
  return table(caption, [[kind], ["Lần tra cứu", "figure"], ["Lượt người hiện ra", "figure"], [others, "figure"], ["Gần nhất"]],
    list.map((each) => [chooser(field, each.name), String(each.looks), each.persons.toLocaleString("vi-VN"), String(each.others), moment(each.last)]));
}

function facts(list) {
  if (!list.length) return element("p", { className: "notice", textContent: "Không thấy điều gì khác thường trong khoảng này." });
  return element("div", { className: "notice warning" },
    element("p", {}, element("strong", { textContent: "Nên hỏi lại (chưa phải là sai phạm)" })),
    element("ul", {}, ...list.map((fact) => element("li", { textContent: FACTS[fact.kind](fact) }))));
}

function suggest(id, names) {
  replace(byId(id), ...names.map((value) => element("option", { value })));
}

function showLog(log) {
  suggest("officials", log.by_official.map(({ name }) => name));
  suggest("cases", log.by_case.map(({ name }) => name));
  if (!log.looks) {
    replace(byId("log"), element("p", { className: "notice", textContent: "Không có lần tra cứu nào trong khoảng này." }));
    return;
  }
  const rows = log.entries.map((each) => [
    moment(each.at), each.official, each.action_name, each.case || "–", each.trace.slice(0, 8).toUpperCase() || "–", each.persons.toLocaleString("vi-VN"),
  ]);
  const left = log.looks - log.entries.length;
  replace(byId("log"),
    element("div", { className: "figures" },
      element("p", {}, element("strong", { textContent: log.looks.toLocaleString("vi-VN") }), element("span", { textContent: "lần tra cứu" })),
      element("p", {}, element("strong", { textContent: log.persons.toLocaleString("vi-VN") }), element("span", { textContent: "lượt người hiện ra" }))),
    facts(log.facts),
    element("div", { className: "pair" },
      totals("Theo cán bộ", "Cán bộ", "official", "Số ca", log.by_official),
      ...(log.by_case.length ? [totals("Theo ca bệnh", "Ca bệnh", "case", "Số cán bộ", log.by_case)] : [])),
    table("Từng lần, mới nhất trước", [["Lúc"], ["Cán bộ"], ["Việc làm"], ["Ca bệnh"], ["Tham chiếu"], ["Người hiện ra", "figure"]], rows),
    ...(left > 0 ? [element("p", { className: "hint", textContent: `Còn ${left} lần cũ hơn: xem trong tệp CSV.` })] : []));
}

function tell(text) {
  replace(byId("news"), ...(text ? [element("p", { className: "notice problem", textContent: text })] : []));
}

async function load() {
  tell("");
  byId("log").setAttribute("aria-busy", "true");
  try {
    const log = await call(`/api/audit?${asked()}`);
    showLog(log);
    announce(`${log.looks} lần tra cứu`);
  } catch (problem) {
    tell(problem.details && problem.details.length ? problem.details[0].message : problem.text);
  } finally {
    byId("log").removeAttribute("aria-busy");
  }
}

async function takeFile() {
  tell("");
  byId("file").disabled = true;
  try {
    await save(await call(`/api/audit.csv?${asked()}`, { file: true }), "nhat-ky-tra-cuu.csv");
  } catch (problem) {
    tell(problem.text);
  } finally {
    byId("file").disabled = false;
  }
}

officialPage({
  groups: ["auditor"],
  start(account) {
    call = account.call;
    const now = Date.now();
    byId("from").value = localDay(now - 6 * DAY_MS);
    byId("to").value = localDay(now);
    byId("filter").addEventListener("submit", (event) => {
      event.preventDefault();
      load();
    });
    byId("file").addEventListener("click", takeFile);
    showPages("/audit", account.groups);
    show("log");
    load();
    showDeletions(call);
  },
});
