/** /oversight: figures of today and any day, from the province down to a venue, as far as the account's scope goes. */
import { button, byId, element, replace } from "./element.js";
import { localTime } from "./days.js";
import { hoursChart, trendChart } from "./official_charts.js";
import { officialPage, save } from "./official.js";
import { showPages } from "./official_pages.js";
import { showAreas, showKinds, showTiles } from "./oversight_figures.js";
import { causes, showHistory, waitingItem } from "./oversight_history.js";
import { findingList, findingsOf, GrowingList, venueList } from "./oversight_lists.js";
import { showVenue } from "./oversight_venue.js";
import { announce, show } from "./views.js";
import { lowered, moved, number, shortDay, day as shownDay, weekday } from "./vn_numbers.js";

const AGAIN_MS = 45000;
const TYPED_MS = 350;
const NAMES = ["day", "district", "commune", "kind", "venue"];

let call = null;
let account = null;
let place = {};
let latest = null;
let timer = 0;
let findings = null;
let venues = null;
let waiting = null;

function fromAddress() {
  const asked = new URLSearchParams(location.search);
  return Object.fromEntries(NAMES.map((name) => [name, asked.get(name) || ""]));
}

function query(values) {
  const asked = new URLSearchParams();
  Object.entries(values).forEach(([name, value]) => { if (value) asked.set(name, value); });
  const text = asked.toString();
  return text ? `?${text}` : "";
}

const address = (values) => `/oversight${query(values)}`;
const choice = () => ({ district: place.district, commune: place.commune, kind: place.kind });
const theDay = () => place.day || account.today;
const running = () => theDay() === account.today;

/** A link inside of the page: opens without loading it anew. */
function link(text, values) {
  return element("a", {
    href: address(values), textContent: text,
    onclick(event) {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      go(values);
    },
  });
}

const venueLink = (each) => link(each.name, Object.assign({}, place, { venue: each.code || each.venue }));

function go(values, replaced) {
  if (replaced) history.replaceState(null, "", address(values));
  else history.pushState(null, "", address(values));
  place = fromAddress();
  open();
}

function problem(error, box = "problem") {
  const text = error.text || "Có lỗi trên trang này. Xin tải lại.";
  replace(byId(box), element("p", { className: "notice problem", textContent: `${error.title ? `${error.title}. ` : ""}${text}` }));
  if (!error.text) throw error;
}

function named() {
  const district = account.districts.find(({ code }) => String(code) === place.district);
  const commune = district && district.communes.find(({ code }) => String(code) === place.commune);
  return { district, commune, kind: account.kinds.find(({ kind }) => kind === place.kind) };
}

function fill(select, first, options, chosen) {
  replace(select, ...(first ? [new Option(first, "")] : []), ...options.map(([value, text]) => new Option(text, value)));
  select.value = chosen;
  select.disabled = !options.length;
}

function showFilters() {
  const { district } = named();
  Object.assign(byId("day"), { value: theDay(), max: account.today, min: moved(account.today, -400) });
  byId("later").disabled = running();
  fill(byId("district"), account.districts.length > 1 ? "Tất cả" : "", account.districts.map(({ code, name }) => [code, name]), place.district);
  fill(byId("commune"), "Tất cả", (district ? district.communes : []).map(({ code, name }) => [code, name]), place.commune);
  fill(byId("kind"), account.kinds.length > 1 ? "Tất cả" : "", account.kinds.map(({ kind, name }) => [kind, name]), place.kind);
}

function showTrail() {
  const { district, commune, kind } = named();
  const { day } = place;
  const steps = [[account.province, { day, kind: place.kind }], ...(district ? [[district.name, { day, district: place.district, kind: place.kind }]] : []), ...(commune ? [[commune.name, {}]] : [])];
  const [here] = steps[steps.length - 1];
  replace(byId("trail"), ...steps.slice(0, -1).map(([text, values]) => link(text, values)));
  byId("place").textContent = `${here}${kind ? `: ${lowered(kind.name)}` : ""}, ${running() ? "hôm nay" : `${lowered(weekday(theDay()))} ${shownDay(theDay())}`}`;
  document.title = `${byId("place").textContent} · Truy Vết`;
}

function showFigures(answer) {
  latest = answer;
  const live = element("span", { className: "live" });
  const told = `Số liệu lúc ${localTime(Date.parse(answer.as_of))}${answer.running ? ", tự cập nhật mỗi phút" : ""}`;
  replace(byId("as-of"), ...(answer.running ? [live] : []), told);
  replace(byId("problem"));
  showTiles(answer);
  const hour = Number(localTime(Date.parse(answer.as_of)).slice(0, 2));
  const other = answer.hours.week_before || answer.hours.day_before;
  const name = answer.hours.week_before ? moved(answer.day, -7) : moved(answer.day, -1);
  replace(byId("hours"), hoursChart(answer.hours.day, other, [`Ngày ${shortDay(answer.day)}`, `Ngày ${shortDay(name)}`], answer.running ? hour : -1));
  showAreas(answer, place, (area) => link(area.name, Object.assign({}, place, place.district || account.districts.length === 1
    ? { district: place.district || String(account.districts[0].code), commune: String(area.code) } : { district: String(area.code) })));
  showKinds(answer, place, (kind) => link(kind.name, Object.assign({}, place, { kind: kind.kind })));
}

const url = (below, values) => `/api/oversight/days/${theDay()}${below}${query(values)}`;

async function loadFigures() {
  const asked = location.search;
  const answer = await call(url("", choice()));
  if (asked === location.search) showFigures(answer);
}

async function loadTrend() {
  const asked = location.search;
  const { points } = await call(url("/trend", choice()));
  if (asked === location.search) replace(byId("trend"), trendChart(points, running()));
}

function findingsFilters(rules, chosen) {
  const select = element("select", { id: "rule" });
  fill(select, "Mọi lỗi", rules.map(({ rule, name, count }) => [rule, `${name} (${number(count)})`]), chosen.rule || "");
  const grave = element("select", { id: "severity" });
  fill(grave, "Mọi mức độ", [["3", "Nghiêm trọng"], ["2", "Cần chấn chỉnh"], ["1", "Cần nhắc"]], chosen.severity || "");
  const changed = () => loadFindings({ rule: select.value, severity: grave.value }).catch(problem);
  select.onchange = grave.onchange = changed;
  replace(byId("findings-filters"),
    element("div", { className: "field wide-field" }, element("label", { htmlFor: "rule", textContent: "Lỗi" }), select),
    element("div", { className: "field" }, element("label", { htmlFor: "severity", textContent: "Mức độ" }), grave));
}

async function loadFindings(chosen = {}) {
  const day = running() ? moved(theDay(), -1) : theDay();
  byId("findings-of").textContent = findingsOf(theDay(), day, running());
  await findings.begin(async (next) => {
    const answer = await call(`/api/oversight/days/${day}/findings${query(Object.assign(choice(), chosen, { next }))}`);
    if (!next) findingsFilters(answer.rules, chosen);
    return answer;
  }, "kết quả đánh giá, nặng nhất trước");
}

function loadVenues() {
  const asked = { q: byId("q").value.trim(), state: byId("state").value, order: byId("order").value };
  return venues.begin((next) => call(url("/venues", Object.assign(choice(), asked, { next }))), "điểm");
}

async function loadWaiting() {
  await waiting.begin(async (next) => {
    const answer = await call(`/api/oversight/open${query(Object.assign(choice(), { next }))}`);
    byId("waiting-part").hidden = !next && !answer.total;
    byId("waiting-causes").textContent = causes(answer);
    return Object.assign(answer, { listed: answer.entries });
  }, "việc, lâu nhất trước");
}

function file(label, path, name) {
  const made = button(label, "button plain", async () => {
    made.disabled = true;
    try {
      await save(await call(path(), { file: true }), name);
    } catch (error) {
      problem(error);
    }
    made.disabled = false;
  });
  return made;
}

function showFiles() {
  const kinds = [["figures", "Số liệu theo địa bàn"], ["venues", "Các điểm"], ["findings", "Các điểm cần chấn chỉnh"]];
  const asked = () => Object.assign(choice(), { q: byId("q").value.trim(), state: byId("state").value });
  replace(byId("downloads"), ...kinds.flatMap(([stem, words]) => ["xlsx", "csv"].map((ending) =>
    file(`${words} (${ending === "xlsx" ? "Excel" : "CSV"})`, () => url(`/files/${stem}.${ending}`, stem === "figures" ? choice() : asked()), `${stem}.${ending}`))));
  byId("leaflet-part").hidden = !place.commune;
  replace(byId("leaflets"), ...["A5", "A4"].map((size) =>
    file(`Tải tờ rơi khổ ${size} (PDF)`, () => `/api/oversight/communes/${place.commune}/leaflet.pdf?format=${size}`, "to-roi.pdf")));
}

async function openDay() {
  show("day");
  showFilters();
  showTrail();
  showFiles();
  byId("figures").classList.add("waiting");
  try {
    await loadFigures();
    await Promise.all([loadTrend(), loadVenues(), loadFindings(), loadWaiting()]);
  } catch (error) {
    problem(error);
  }
  byId("figures").classList.remove("waiting");
}

async function openVenue() {
  show("venue");
  byId("back").href = address(Object.assign({}, place, { venue: "" }));
  replace(byId("venue-problem"));
  try {
    const answer = await call(`/api/oversight/venues/${encodeURIComponent(place.venue)}`);
    const history = showVenue(answer);
    await showHistory(history, answer.venue.code, call);
    document.title = `${answer.venue.name} · Truy Vết`;
  } catch (error) {
    replace(byId("venue"));
    problem(error, "venue-problem");
  }
}

function open() {
  clearInterval(timer);
  if (place.venue) {
    openVenue();
    return;
  }
  openDay();
  timer = setInterval(refresh, AGAIN_MS);
}

/** New figures of a running day in the place of the old ones, all at once; lists stay as somebody reads them. */
async function refresh() {
  if (document.hidden || place.venue || !running()) return;
  try {
    await loadFigures();
    announce(`Số liệu đã cập nhật: ${number(latest.total.day.scans)} lượt quét`);
  } catch (error) {
    byId("as-of").textContent = `Chưa cập nhật được từ ${localTime(Date.parse(latest.as_of))}: ${error.text || ""}`;
  }
}

function listen() {
  const chosen = (values) => go(Object.assign({}, place, values));
  byId("day").onchange = () => { if (byId("day").reportValidity()) chosen({ day: byId("day").value === account.today ? "" : byId("day").value }); };
  byId("earlier").onclick = () => chosen({ day: moved(theDay(), -1) });
  byId("later").onclick = () => chosen({ day: moved(theDay(), 1) === account.today ? "" : moved(theDay(), 1) });
  byId("district").onchange = () => chosen({ district: byId("district").value, commune: "" });
  byId("commune").onchange = () => chosen({ commune: byId("commune").value });
  byId("kind").onchange = () => chosen({ kind: byId("kind").value });
  byId("print").onclick = () => window.print();
  byId("back").onclick = (event) => {
    event.preventDefault();
    go(Object.assign({}, place, { venue: "" }));
  };
  let typed = 0;
  const search = () => loadVenues().catch(problem);
  byId("q").oninput = () => {
    clearTimeout(typed);
    typed = setTimeout(search, TYPED_MS);
  };
  byId("state").onchange = byId("order").onchange = search;
  byId("search").onsubmit = byId("filters").onsubmit = (event) => event.preventDefault();
  window.onpopstate = () => {
    place = fromAddress();
    open();
  };
  document.addEventListener("visibilitychange", refresh);
}

officialPage({
  groups: ["province", "district:", "kind:", "auditor"],
  async start(signedIn) {
    call = signedIn.call;
    showPages("/oversight", signedIn.groups);
    try {
      account = await call("/api/oversight/me");
    } catch (error) {
      show("day");
      problem(error);
      return;
    }
    findings = findingList(venueLink);
    venues = venueList(venueLink);
    waiting = new GrowingList("waiting", "listed", (entry) => waitingItem(entry, venueLink), "");
    listen();
    place = fromAddress();
    // Where there is only one, it is chosen: its communes are what is looked at.
    if (!place.district && account.districts.length === 1) go(Object.assign({}, place, { district: String(account.districts[0].code) }), true);
    else open();
  },
});
