/** Where officials approve proposed exposure places, and take published ones back. */
import { localDate, localTime } from "./days.js";
import { button, byId, element, replace } from "./element.js";
import { officialPage } from "./official.js";
import { showPages } from "./official_pages.js";
import { doubtName } from "./trace_words.js";
import { announce, show } from "./views.js";

let call = null;
let name = "";

function written(at) {
  return `${localDate(Date.parse(at))} ${localTime(Date.parse(at))}`;
}

function times({ from, to }) {
  const end = localTime(Date.parse(to));
  return `${localDate(Date.parse(from))}, ${localTime(Date.parse(from))}–${end === "00:00" ? "24:00" : end}`;
}

function tell(text, className) {
  replace(byId("news"), ...(text ? [element("p", { className: className || "notice problem", textContent: text })] : []));
}

async function act(acting, path, body, done) {
  acting.disabled = true;
  tell("");
  try {
    await call(path, { body });
    await load();
    tell(done, "notice");
    announce(done);
  } catch (problem) {
    acting.disabled = false;
    tell(problem.details && problem.details.length ? problem.details[0].message : problem.text);
  }
}

function withdrawForm(place) {
  const reason = element("input", { id: `reason-${place.id}`, maxLength: 200, autocomplete: "off" });
  const form = element("form", { className: "withdraw", hidden: true, noValidate: true },
    element("div", { className: "field" },
      element("label", { htmlFor: reason.id, textContent: "Lý do rút lại" }), reason),
    element("button", { className: "button danger", textContent: "Rút lại ngay" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(form.querySelector("button"), `/api/exposures/${place.id}/withdraw`, { reason: reason.value }, `Đã rút lại ${place.name}. Trang công khai cập nhật trong vài phút.`);
  });
  const open = button(place.state === "proposed" ? "Không công bố nơi này" : "Rút lại", "link", () => {
    form.hidden = !form.hidden;
    if (!form.hidden) reason.focus();
  });
  return [open, form];
}

function approval(place) {
  if (place.proposed.name === name) {
    return element("p", { className: "hint", textContent: "Bạn đã đề nghị nơi này: cần cán bộ khác duyệt." });
  }
  const approve = button("Duyệt công bố", "button go", () => act(approve, `/api/exposures/${place.id}/approve`, {}, `Đã công bố ${place.name}.`));
  return approve;
}

/** What whoever decides should weigh, as whoever proposed saw it. */
function doubts(place) {
  if (!place.doubts.length || place.state === "withdrawn") return [];
  const told = place.doubts.map(doubtName).join("; ");
  return [element("p", { className: "notice warning" },
    element("strong", { textContent: "Cân nhắc: " }), `${told}. Người đọc có thể đoán ra ca bệnh là ai.`)];
}

function card(place) {
  const by = [`Đề nghị: ${place.proposed.name}, ${written(place.proposed.at)}`];
  if (place.approved) by.push(`duyệt: ${place.approved.name}, ${written(place.approved.at)}`);
  if (place.withdrawn) by.push(`rút: ${place.withdrawn.name}, ${written(place.withdrawn.at)}: ${place.reason}`);
  return element("article", { className: "card" },
    element("h3", { textContent: place.name }),
    element("p", {}, element("strong", { textContent: times(place) }), element("br"),
      [place.address, place.commune_name, place.district_name].filter(Boolean).join(", ")),
    ...doubts(place),
    element("p", { className: "hint", textContent: `Ca ${place.case_number}. ${by.join("; ")}.` }),
    ...(place.state === "proposed" ? [approval(place)] : []),
    ...(place.state === "withdrawn" ? [] : withdrawForm(place)));
}

function list(id, places, none) {
  replace(byId(id), ...(places.length ? places.map(card) : [element("p", { className: "hint", textContent: none })]));
}

async function load() {
  const desk = await call("/api/exposures/proposed");
  byId("limit").textContent = `Hôm nay đã công bố ${desk.published_today} trên ${desk.places_a_day} nơi; vượt mức này cần cán bộ cấp tỉnh duyệt.`;
  list("proposed", desk.proposed, "Không có đề nghị nào chờ duyệt.");
  list("published", desk.published, "Chưa công bố nơi nào trong 28 ngày qua.");
  list("withdrawn", desk.withdrawn, "Chưa rút lại nơi nào.");
}

officialPage({
  groups: ["tracer", "province"],
  async start(account) {
    ({ call, name } = account);
    showPages("/publish", account.groups);
    show("desk");
    try {
      await load();
    } catch (problem) {
      replace(byId("proposed"));
      tell(problem.text);
    }
  },
});
