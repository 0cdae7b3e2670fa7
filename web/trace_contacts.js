/** The contacts of a trace on the page: by level, in their rank, a page at a time, each to unfold and to call. */
import { button, byId, element, replace } from "./element.js";
import { BRUSHED, endsKnown, levelName, minutes, phone, score, scoreSentence, span, zones, zonesOfAll } from "./trace_words.js";

const PAGE = 100;
const LEVELS = ["F1", BRUSHED, "F2"];

let trace = null;
let load = null;
let changed = { new: new Set(), raised: new Set(), lowered: new Set() };
let level = "F1";
let loading = false;
let problem = null;

/** Contacts that have been opened, by number; all pages of one trace. */
const known = new Map();

function folded(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

function groupsOf(name) {
  return trace.groups.filter((group) => levelName(group) === name);
}

function countOf(name) {
  return groupsOf(name).reduce((sum, { count }) => sum + count, 0);
}

function inLevel(name) {
  return groupsOf(name).flatMap(({ first, count }) => {
    const numbers = Array.from({ length: count }, (_, index) => first + index + 1);
    return numbers.map((number) => known.get(number)).filter(Boolean);
  });
}

/** The place of the first contact of a level that is not opened yet, or null. */
function nextOf(name) {
  const places = groupsOf(name).flatMap(({ first, count }) => Array.from({ length: count }, (_, index) => first + index));
  const missing = places.find((place) => !known.has(place + 1));
  return missing === undefined ? null : missing;
}

function matches(contact, wanted) {
  if (!wanted) return true;
  const digits = wanted.replace(/[\s.\-]/g, "").replace(/^0/, "");
  return contact.people.some((person) => folded(person.name).includes(wanted)
    || (/^\d{3,}$/.test(digits) && [person.phone, person.document, person.qid].some((number) => number && number.includes(digits))));
}

// ── One contact ──

function callLink(person) {
  return person.phone
    ? element("a", { className: "call", href: `tel:${person.phone}`, textContent: phone(person.phone) })
    : element("span", { className: "hint", textContent: person.document ? `Giấy tờ ${person.document}` : "Không có số điện thoại" });
}

function facts(person) {
  const told = [person.birth_year && `sinh ${person.birth_year}`, person.phone && person.document && `giấy tờ ${person.document}`, person.address];
  return told.filter(Boolean).join(" · ");
}

function personLine(person, several) {
  return element("div", { className: "person" },
    element("p", { className: "person-name", textContent: person.name }),
    callLink(person),
    ...(facts(person) || several ? [element("p", { className: "hint", textContent: facts(person) })] : []));
}

function marks(contact) {
  const told = [
    changed.new.has(contact.number) && ["new", "Mới"],
    changed.raised.has(contact.number) && ["new", "Lên mức"],
    changed.lowered.has(contact.number) && ["old", "Xuống mức"],
    contact.symptoms && ["sick", "Khai có dấu hiệu, tiếp xúc"],
    contact.people.length > 1 && ["shared", `${contact.people.length} người chung một số`],
    contact.unreadable && ["shared", "Có bản khai không mở được"],
  ];
  return told.filter(Boolean).map(([name, text]) => element("span", { className: `mark ${name}`, textContent: text }));
}

function source({ source: number }) {
  if (!number) return "với ca bệnh";
  const other = known.get(number);
  return `với số ${number}${other && other.name ? ` (${other.name})` : ""}`;
}

function meeting(encounter) {
  const venue = trace.names.get(encounter.venue);
  const place = venue ? `${venue.name}, ${venue.commune_name}` : `Điểm ${encounter.venue}`;
  return element("li", {},
    element("p", {}, element("strong", { textContent: span(encounter.from, encounter.to) }), ` ${place}`),
    element("p", { className: "hint", textContent: `${minutes(encounter)} · ${zones(encounter.zone_match)} · ${source(encounter)}` }),
    element("p", { className: "hint", textContent: `Người này: ${endsKnown(encounter.ends_known_by)}. Bên kia: ${endsKnown(encounter.source_ends_known_by)}.` }));
}

function meetings(contact) {
  const box = element("details", {}, element("summary", { textContent: `${contact.meetings} lần gặp, cách tính điểm` }));
  // Unfolded only when somebody looks: a hundred contacts have thousands of meetings.
  box.addEventListener("toggle", () => {
    if (!box.open || box.children.length > 1) return;
    box.append(element("p", { className: "hint", textContent: scoreSentence(contact) }),
      element("ul", { className: "meetings" }, ...contact.encounters.map(meeting)),
      ...(contact.meetings > contact.encounters.length ? [element("p", { className: "hint", textContent: `Nêu ${contact.encounters.length} lần nặng nhất trong ${contact.meetings} lần; điểm tính đủ.` })] : []));
  });
  return box;
}

function row(contact) {
  return element("li", { className: "contact", value: contact.number },
    element("p", { className: "rank", textContent: contact.number }),
    element("div", { className: "who" }, ...contact.people.map((person) => personLine(person, contact.people.length > 1)),
      element("p", { className: "marks" }, ...marks(contact))),
    element("div", { className: "how" },
      element("p", {}, minutes(contact), element("span", { className: "hint", textContent: ` · ${zonesOfAll(contact.encounters)}` })),
      meetings(contact)),
    element("p", { className: "score" }, element("strong", { textContent: score(contact.score) }), " điểm"));
}

function damaged(contact) {
  const where = contact.encounters.map((each) => `${(trace.names.get(each.venue) || { name: each.venue }).name} ${span(each.from, each.to)}`);
  const why = contact.unreadable ? "bản khai không mở được" : "bản khai đã xóa theo thời hạn";
  return element("li", { textContent: `Số ${contact.number} (${levelName(contact)}, ${minutes(contact)}): ${why}. ${where.join("; ")}` });
}

// ── The list ──

function showLevels() {
  replace(byId("levels"), ...LEVELS.map((name) => {
    const tab = button("", "level", () => choose(name));
    tab.append(element("strong", { textContent: countOf(name).toLocaleString("vi-VN") }), ` ${name}`);
    tab.setAttribute("aria-pressed", String(name === level));
    return tab;
  }));
}

function showUnreadable() {
  const bad = [...known.values()].filter(({ people }) => !people.length);
  replace(byId("unreadable"), ...(bad.length ? [element("div", { className: "notice warning" },
    element("p", {}, element("strong", { textContent: `Không biết tên: ${bad.length} mục` })),
    element("ul", {}, ...bad.map(damaged)))] : []));
}

function moreButton(opened, whole, wanted) {
  if (nextOf(level) === null) return [];
  if (loading) return [element("p", { className: "busy", textContent: "Đang mở tên…" })];
  const rest = Math.min(PAGE, whole - opened);
  return [
    ...(problem ? [element("p", { className: "notice problem", textContent: `${problem.title}. ${problem.text}` })] : []),
    button(`Mở thêm ${rest} người`, "button plain", () => open(false)),
    ...(wanted && whole - opened > PAGE ? [button(`Mở hết ${whole} người để tìm`, "link", () => open(true))] : []),
  ];
}

/** Opens the next page of the level, or all. */
async function open(all) {
  const wanted = level;
  loading = true;
  problem = null;
  showList();
  try {
    do {
      await load(nextOf(wanted));
    } while (all && nextOf(wanted) !== null);
  } catch (error) {
    problem = error;
  }
  loading = false;
  showList();
}

function choose(name) {
  level = name;
  showList();
  // A level may begin behind the pages that are open.
  if (!loading && !inLevel(level).length && nextOf(level) !== null) open(false);
}

function showList() {
  showLevels();
  const wanted = folded(byId("find").value.trim());
  const opened = inLevel(level);
  const named = opened.filter(({ people }) => people.length);
  const shown = named.filter((contact) => matches(contact, wanted));
  const whole = countOf(level);
  const part = opened.length < whole ? ` trong ${opened.length.toLocaleString("vi-VN")} người đã mở` : "";
  byId("found").textContent = wanted
    ? `Tìm thấy ${shown.length}${part}, ${whole.toLocaleString("vi-VN")} người ở mức ${level}.`
    : whole ? `Mức ${level}, xếp theo điểm: gọi từ trên xuống. Đã mở ${opened.length.toLocaleString("vi-VN")}/${whole.toLocaleString("vi-VN")} người.`
      : `Không có ai ở mức ${level}.`;
  replace(byId("contacts"), ...shown.map(row));
  replace(byId("more"), ...moreButton(opened.length, whole, wanted));
  showUnreadable();
}

/** Adds a page of the trace that is shown. */
export function addPage(page) {
  page.contacts.forEach((contact) => known.set(contact.number, contact));
  page.venues.forEach((venue) => trace.names.set(venue.code, venue));
}

/** All contacts whose names have been opened. */
export function openedContacts() {
  return [...known.values()];
}

/**
 * Shows the contacts of a trace from its first page. `more(place)` opens the page that begins there, gives it to
 * `addPage`, and throws a Problem; `changes` are numbers of contacts that are new, raised and lowered since the trace before.
 */
export function showContacts(first, more, changes) {
  trace = Object.assign({ names: new Map() }, first);
  load = more;
  changed = { new: new Set(changes.new), raised: new Set(changes.raised), lowered: new Set(changes.lowered) };
  known.clear();
  addPage(first);
  loading = false;
  problem = null;
  choose(countOf(level) ? level : LEVELS.find((name) => countOf(name)) || "F1");
}

/** Makes the search work. Call once. */
export function startContacts() {
  byId("find").addEventListener("input", () => trace && showList());
}
