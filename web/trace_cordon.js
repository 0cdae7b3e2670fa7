/** The cordon on the page: days and communes, what to disinfect or close, and which places to propose to the public. */
import { button, byId, element, replace } from "./element.js";
import { kindName } from "./kinds.js";
import { doubtName, endsKnown, hours, longDay, met, moment } from "./trace_words.js";

function cell(label, ...content) {
  const made = element("td", {}, ...content);
  made.dataset.label = label;
  return made;
}

/** A table that becomes a list of cards on a telephone: each cell says its column's name there. */
function table(caption, columns, rows) {
  if (!rows.length) return element("p", { className: "hint", textContent: `${caption}: không có.` });
  return element("table", { className: "cards" },
    element("caption", { textContent: caption }),
    element("thead", {}, element("tr", {}, ...columns.map((title) => element("th", { scope: "col", textContent: title })))),
    element("tbody", {}, ...rows.map((cells) => element("tr", {}, ...cells.map((content, index) => cell(columns[index], ...content))))));
}

function place(venues, code) {
  const venue = venues.get(code);
  if (!venue) return [element("strong", { textContent: `Điểm ${code}` })];
  const where = [venue.address, venue.commune_name, venue.district_name].filter(Boolean).join(", ");
  return [element("strong", { textContent: venue.name }), element("span", { className: "hint block", textContent: `${kindName(venue.kind)} · ${where}` })];
}

function presences(cordon, venues) {
  return table("Ca bệnh đã ở đâu, theo ngày", ["Ngày", "Điểm", "Giờ", "Đã gặp"], cordon.presences.map((each) => [
    [longDay(each.day)], place(venues, each.venue),
    [hours(each.from, each.to), element("span", { className: "hint block", textContent: [endsKnown(each.ends_known_by), each.zones.join(", ")].filter(Boolean).join(" · ") })],
    [met(each)],
  ]));
}

function communes(cordon) {
  return table("Xã, phường liên quan, theo ngày", ["Ngày", "Xã", "Số điểm", "Đã gặp"], cordon.communes.map((each) => [
    [longDay(each.day)], [[each.commune_name, each.district_name].filter(Boolean).join(", ") || String(each.commune)], [String(each.venues)], [met(each)],
  ]));
}

function closings(cordon, venues) {
  return table("Cần khử khuẩn hoặc tạm đóng", ["Điểm", "Còn nguy cơ đến", "Lý do"], cordon.closings.map((each) => [
    place(venues, each.venue), [moment(each.until)], [each.why],
  ]));
}

// ── Places to propose to the public ──

function choice(each, index) {
  const box = element("input", { type: "checkbox", value: String(index) });
  const label = element("label", { className: "tick" }, box, element("span", { className: "visually-hidden", textContent: "Chọn" }));
  return [label];
}

function publicTable(cordon, venues) {
  return table("Địa điểm có thể công bố (giờ đã làm tròn, không nêu ai)", ["Chọn", "Ngày", "Điểm", "Giờ", "Cân nhắc"],
    cordon.places.map((each, index) => [
      choice(each, index), [longDay(each.day)], place(venues, each.venue), [hours(each.from, each.to)],
      each.doubts.length ? [element("span", { className: "mark shared", textContent: each.doubts.map(doubtName).join("; ") })] : ["không có"],
    ]));
}

function proposal(cordon, call) {
  const news = element("div", {});
  news.setAttribute("role", "status");
  const send = button("Đề nghị công bố các nơi đã chọn", "button no-print", async () => {
    const boxes = [...byId("cordon").querySelectorAll("input[type=checkbox]")];
    const chosen = boxes.filter(({ checked }) => checked).map(({ value }) => cordon.places[Number(value)]);
    const say = (className, text) => replace(news, element("p", { className: `notice ${className}`, textContent: text }));
    if (!chosen.length) {
      say("warning", "Xin chọn ít nhất một nơi trong bảng trên.");
      return;
    }
    const doubtful = chosen.filter(({ doubts }) => doubts.length).length;
    if (doubtful && !window.confirm(`${doubtful} nơi đã chọn có thể làm lộ người liên quan. Vẫn đề nghị công bố?`)) return;
    send.disabled = true;
    try {
      await call("/api/exposures", {
        body: { trace: cordon.id, places: chosen.map(({ venue, from, to }) => ({ venue, from, to })) },
      });
      say("", `Đã đề nghị công bố ${chosen.length} nơi. Danh sách chỉ công khai sau khi một cán bộ khác duyệt. `);
      news.firstChild.append(element("a", { href: "/publish", textContent: "Xem các đề nghị" }));
      boxes.forEach((box) => { box.checked = false; });
    } catch (error) {
      const details = error.details.map(({ message }) => message).join(" ");
      say("problem", `${error.title}. ${details || error.text}`);
    }
    send.disabled = false;
  });
  return cordon.places.length ? [send, news] : [];
}

/** Fetches the cordon of a trace and shows it. */
export async function showCordon(trace, call) {
  replace(byId("cordon"), element("p", { className: "busy", textContent: "Đang lập danh sách khoanh vùng…" }));
  let cordon;
  try {
    cordon = await call(`/api/traces/${trace.id}/cordon`);
  } catch (error) {
    replace(byId("cordon"), element("p", { className: "notice problem", textContent: `${error.title}. ${error.text}` }),
      button("Thử lại", "button plain", () => showCordon(trace, call)));
    return;
  }
  const venues = new Map(cordon.venues.map((venue) => [venue.code, venue]));
  replace(byId("cordon"), presences(cordon, venues), communes(cordon), closings(cordon, venues), publicTable(cordon, venues), ...proposal(cordon, call));
}
