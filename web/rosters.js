/** The page of rosters: places that must take part, from a file to posters. Vietnamese only; the address says where. */
import { localDate } from "./days.js";
import { byId, element, replace } from "./element.js";
import { startLanguage } from "./i18n.js";
import { officialPage } from "./official.js";
import { showPages } from "./official_pages.js";
import { showCheck } from "./rosters_check.js";
import { showPlaces } from "./rosters_places.js";
import { showDone, showRoster } from "./rosters_roster.js";
import { showLayout, showUpload, startLayout, startUpload } from "./rosters_upload.js";
import { API, count, ended } from "./rosters_work.js";
import { show } from "./views.js";

const TASKS = { read: "đọc tệp", check: "kiểm tra", apply: "áp dụng", register: "đăng ký hàng loạt", print: "in áp phích" };
const STAGES = { open: "chưa gửi xong", waiting: "đang làm", done: "xong", failed: "chưa xong" };

let call = null;
let groups = [];

/** Whether this account changes what belongs to a group. */
function may(scope) {
  return groups.includes("province") || groups.includes(scope);
}

function makes() {
  return groups.some((group) => group === "province" || /^(district|kind):/.test(group));
}

function failed(problem) {
  if (!problem.title) throw problem;
  replace(byId("problem"), element("p", { className: "notice problem" },
    element("strong", { textContent: `${problem.title}. ` }), problem.text));
  window.scrollTo(0, 0);
}

async function showHome() {
  const { rosters, work } = await call(API);
  byId("new-roster").hidden = !makes();
  const cards = rosters.map((roster) => element("a", { className: "card roster", href: `#roster/${roster.id}` },
    element("strong", { textContent: roster.title }),
    `${count(roster.places)} nơi · cập nhật ${localDate(Date.parse(roster.changed_at))} · ${roster.changed_by}`));
  replace(byId("rosters"), ...(cards.length ? cards : [element("p", { className: "notice", textContent: "Chưa có danh sách nào." })]));
  const begun = work.filter(({ stage }) => stage !== "open");
  byId("recent-title").hidden = !begun.length;
  replace(byId("recent"), ...begun.map((each) => element("li", {},
    element("a", { href: `#work/${each.id}`, textContent: `${each.title}: ${TASKS[each.task]}` }),
    element("small", { textContent: `${STAGES[each.stage]} · ${each.by} · ${localDate(Date.parse(each.begun_at))}` }))));
  show("home");
}

async function showWork(id) {
  const work = await ended(call, id);
  if (!work) return;
  if (work.stage === "open") location.hash = "#new";
  else if (work.task === "read") await showLayout(call, work);
  else if (work.task === "check") {
    const { names } = await call(`${API}/work/${id}/layout`);
    showCheck(call, work, names, again, failed);
  } else if (work.task === "apply") location.replace(`#roster/${work.roster}`);
  else showDone(call, work, failed);
}

/** Shows the same work again, at its next task. */
function again(id) {
  if (location.hash === `#work/${id}`) go();
  else location.hash = `#work/${id}`;
}

const ROUTES = {
  "": showHome,
  new: async () => showUpload(null),
  update: async (id) => showUpload(await call(`${API}/${id}`)),
  work: showWork,
  layout: async (id) => showLayout(call, await call(`${API}/work/${id}`)),
  roster: (id) => showRoster(call, id, may, failed),
  doubtful: (id) => showPlaces(call, "doubtful", id, makes(), failed),
  missing: (id) => showPlaces(call, "missing", id, makes(), failed),
  linked: (id) => showPlaces(call, "linked", id, makes(), failed),
};

function go() {
  const [name, id] = location.hash.slice(1).split("/");
  replace(byId("problem"));
  show("loading");
  (ROUTES[name] || showHome)(id).catch(failed);
}

startLanguage();
officialPage({
  groups: ["province", "district:", "kind:", "auditor"],
  start(official) {
    ({ call, groups } = official);
    showPages("/rosters", groups);
    startUpload(call, failed);
    startLayout(call, failed, again);
    window.addEventListener("hashchange", go);
    go();
  },
});
