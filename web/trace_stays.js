/** The case's milestones on the page: by day, with what the tracer takes away or adds before running the trace again. */
import { ApiError, request } from "./api.js";
import { reading, spaced } from "./code.js";
import { localDate } from "./days.js";
import { button, byId, element, replace } from "./element.js";
import { clearErrors, forgiveOnChange, showErrors } from "./form.js";
import { kindName } from "./kinds.js";
import { readStay } from "./trace_asking.js";
import { milestones, pending } from "./trace_days.js";
import { clock, endsKnown, hours, longDay } from "./trace_words.js";

const STATES = {
  denied: "Ca bệnh nói không đến: sẽ bỏ khi truy vết lại",
  added: "Mới thêm: sẽ tính khi truy vết lại",
};
const form = byId("stay-form");

/** The public card of the venue typed in the form, or null; and all cards by code, for names of added stays. */
let card = null;
const cards = new Map();

/** What the page's other parts call a venue: `names(code)` gives `{name, place}`. */
function namesOf(trace) {
  const venues = new Map(trace.venues.map((venue) => [venue.code, venue]));
  return (code) => {
    const venue = cards.get(code) || venues.get(code);
    return venue ? { name: venue.name, place: venue.commune_name } : { name: `Điểm ${spaced(code)}`, place: "" };
  };
}

function milestone(row, trace, names, change) {
  const { stay, state, scans, added } = row;
  const { name, place } = names(stay.venue);
  const item = element("li", { className: `stay ${state}` },
    element("p", { className: "stay-hours", textContent: hours(stay.from, stay.to) }),
    element("div", {},
      element("p", { className: "stay-name", textContent: name }),
      element("p", { className: "hint", textContent: [place, stay.zones.join(", "), endsKnown(stay.ends_known_by)].filter(Boolean).join(" · ") }),
      ...(STATES[state] ? [element("p", { className: "stay-state", textContent: STATES[state] })] : [])));
  const act = (label, run) => item.lastChild.append(button(label, "link no-print", run));
  if (state === "kept") act("Ca bệnh không đến đây", () => change(({ denied }) => denied.push(...scans)));
  if (state === "denied" && scans.length) {
    const ids = new Set(scans.map(({ id }) => id));
    act("Giữ lại mốc này", () => change((edits) => { edits.denied = edits.denied.filter(({ id }) => !ids.has(id)); }));
  }
  if (added) act("Bỏ mốc này", () => change((edits) => { edits.added = edits.added.filter((each) => each !== added); }));
  return item;
}

/** What earlier traces of this case already left out: it can be taken back. */
function leftOut(trace, edits, names, change) {
  const here = new Set(trace.visits.map(({ id }) => id));
  const gone = edits.denied.filter(({ id }) => !here.has(id));
  if (!gone.length) return [];
  const rows = gone.map((visit) => {
    const told = visit.at
      ? `${localDate(Date.parse(visit.at))} ${clock(visit.at)} ${names(visit.venue).name} (${visit.direction === "out" ? "ra" : "vào"})`
      : "Một lượt quét";
    return element("li", {}, told, " ", button("Giữ lại", "link no-print",
      () => change((now) => { now.denied = now.denied.filter((each) => each !== visit); })));
  });
  return [element("details", { className: "left-out" },
    element("summary", { textContent: `Đã bỏ ${gone.length} lượt quét theo lời ca bệnh` }), element("ul", {}, ...rows))];
}

/** Shows the milestones; `change(edit)` is given a function that changes the edits, `run()` traces again. */
export function showStays(trace, edits, change, run) {
  const names = namesOf(trace);
  const days = milestones(trace, edits);
  const parts = days.map(({ day, stays }) => element("div", { className: "day-of-stays" },
    element("h3", { textContent: longDay(day) }),
    element("ol", { className: "stays" }, ...stays.map((row) => milestone(row, trace, names, change)))));
  if (!days.length) {
    parts.push(element("p", { textContent: "Không có lượt quét nào của ca bệnh trong khoảng này. Xin kiểm tra số đã nhập, hoặc thêm mốc ca bệnh nhớ lại." }));
  }
  // A forgotten visit is often one to a place that is known already.
  replace(byId("stay-venues"), ...trace.venues.map((venue) => new Option(`${venue.name}, ${venue.commune_name}`, venue.code)));
  replace(byId("stays"), ...parts, ...leftOut(trace, edits, names, change));
  const count = pending(trace, edits);
  replace(byId("again"), ...(count ? [element("div", { className: "notice warning" },
    element("p", { textContent: `Có ${count} thay đổi chưa tính vào kết quả.` }),
    trace.state === "running" ? element("p", { textContent: "Truy vết lại được khi tìm xong F2." }) : button("Truy vết lại", "button", run))] : []));
}

// ── A stay that was not scanned ──

function showCard(className, ...children) {
  replace(byId("stay-card"), element("div", { className: `notice ${className}` }, ...children));
}

function showZones(zones) {
  byId("stay-zone-field").hidden = !zones.length;
  replace(byId("stay-zone"), new Option("Không rõ", ""), ...zones.map((zone) => new Option(zone, zone)));
}

async function lookUp() {
  const typed = byId("stay-venue").value;
  const read = reading(typed);
  card = null;
  showZones([]);
  replace(byId("stay-card"));
  if (read.kind === "empty") return;
  if (read.kind !== "venue") {
    showCard("problem", element("p", { textContent: "Mã có ký tự chưa đúng. Xin xem lại 8 ký tự dưới ô QR." }));
    return;
  }
  try {
    const found = (await request("GET", `/api/venues/${read.code}`)).body;
    if (byId("stay-venue").value !== typed) return;
    card = found;
    cards.set(found.code, found);
    showZones(found.zones);
    showCard("", element("p", {}, element("strong", { textContent: found.name })),
      element("p", { textContent: `${kindName(found.kind)} · ${found.commune_name}, ${found.district_name}` }));
  } catch (error) {
    const gone = error instanceof ApiError && error.status === 404;
    showCard("problem", element("p", { textContent: gone ? "Không có điểm nào mang mã này." : "Chưa xem được điểm này. Xin thử lại." }));
  }
}

async function add(event, change, traced) {
  event.preventDefault();
  clearErrors(form);
  if (!card || card.code !== reading(byId("stay-venue").value).code) await lookUp();
  const values = {
    venue: card ? card.code : "", zone: byId("stay-zone").value,
    day: byId("stay-day").value, from: byId("stay-from").value, to: byId("stay-to").value,
  };
  const { stay, errors } = readStay(values, Date.now(), traced);
  showErrors(form, errors);
  if (errors.length) return;
  change((edits) => edits.added.push(stay));
  form.reset();
  card = null;
  showZones([]);
  replace(byId("stay-card"));
  byId("add-stay").open = false;
}

/** Makes the form for a stay that was not scanned work; `current()` gives the trace that is shown. Call once. */
export function startStayForm(change, current) {
  forgiveOnChange(form);
  byId("stay-venue").addEventListener("change", lookUp);
  form.addEventListener("submit", (event) => add(event, change, current()));
}

/** Whether something half-typed stands in the form. */
export function stayIsTyped() {
  return [...form.elements].some(({ value, type }) => type !== "select-one" && value);
}
