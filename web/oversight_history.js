/** What was done about a venue and what still has to be done: reminders, answers, requests for help. */
import { localDate, localTime } from "./days.js";
import { button, element, replace } from "./element.js";
import { lowered, day as shownDay, number } from "./vn_numbers.js";

const NOT_SURE = {
  no_address: "Không gửi được: điểm không có thư điện tử. Xin gọi điện.",
  refused: "Chưa gửi được, hệ thống sẽ gửi lại.",
  sending: "Không rõ thư đã tới hay chưa.",
};

function instant(text) {
  return `${localTime(Date.parse(text))} ${localDate(Date.parse(text))}`;
}

function said(entry) {
  const details = [
    entry.event === "escalated" ? entry.rung_name : "", entry.cause_name || "", entry.day ? `về báo cáo ngày ${shownDay(entry.day)}` : "",
    entry.until ? `đến hết ngày ${shownDay(entry.until)}` : "",
  ].filter(Boolean).join(", ");
  return [
    element("div", { className: "row" }, element("strong", { textContent: entry.event_name }), element("span", { className: "note", textContent: instant(entry.at) })),
    ...(details ? [element("p", { textContent: details })] : []),
    ...(entry.text ? [element("p", { textContent: `“${entry.text}”` })] : []),
    ...(NOT_SURE[entry.sending] ? [element("p", { className: "note", textContent: NOT_SURE[entry.sending] })] : []),
    ...(entry.by ? [element("p", { className: "note", textContent: entry.by })] : []),
  ];
}

/** A form that assigns or settles an open entry; `done` runs when that is stored. */
function acting(entry, venue, call, done) {
  const text = element("textarea", { rows: 2, maxLength: 500, required: true, id: `do-${entry.id}` });
  const told = element("p", { className: "notice problem", hidden: true });
  told.setAttribute("role", "alert");
  const run = (event) => async (pressed) => {
    pressed.currentTarget.disabled = true;
    try {
      await call(`/api/oversight/venues/${venue}/history`, { body: { about: entry.id, event, text: text.value } });
      done();
    } catch (error) {
      told.textContent = (error.details || []).map(({ message }) => message).join(" ") || error.text || "Xin tải lại trang.";
      told.hidden = false;
      form.querySelectorAll("button").forEach((each) => { each.disabled = false; });
    }
  };
  const form = element("div", { className: "no-print" },
    element("div", { className: "field" }, element("label", { htmlFor: text.id, textContent: "Giao cho ai, hoặc đã xử lý thế nào" }), text), told,
    element("div", { className: "files" }, button("Giao việc", "button plain", run("assigned")), button("Đã xử lý xong", "button", run("settled"))));
  return form;
}

/** Fills `box` with the history of a venue; those who act on it find forms at what is open. */
export async function showHistory(box, venue, call) {
  const { acts, entries } = await call(`/api/oversight/venues/${venue}/history`);
  if (!entries.length) {
    replace(box);
    return;
  }
  const again = () => showHistory(box, venue, call);
  const items = entries.map((entry) => element("li", {}, ...said(entry), ...(acts && entry.open ? [acting(entry, venue, call, again)] : [])));
  replace(box, element("h2", { textContent: "Nhắc nhở, phản hồi và xử lý" }), element("ul", { className: "places" }, ...items));
}

/** One thing that waits for somebody, with a link to its venue. */
export function waitingItem(entry, link) {
  return element("li", {},
    element("div", { className: "row" }, element("strong", {}, link({ code: entry.venue, name: entry.name })), element("span", { className: "grave grave-2", textContent: entry.cause_name || entry.rung_name || entry.event_name })),
    element("p", { className: "where", textContent: `${entry.address}, ${entry.commune_name}` }),
    element("p", { className: "note", textContent: `${entry.event_name} lúc ${instant(entry.at)}` }),
    ...(entry.text ? [element("p", { textContent: `“${entry.text}”` })] : []),
    ...(entry.mended ? [element("p", { className: "note", textContent: "Báo cáo gần nhất không còn nêu điểm này." })] : []),
    ...entry.done.map((each) => element("p", { className: "note", textContent: `${each.event_name}: ${each.text || ""} (${each.by || ""})` })));
}

/** What there is to do, counted by cause, in one sentence. */
export function causes(answer) {
  return answer.causes.map((each, place) => `${place ? lowered(each.name) : each.name}: ${number(each.count)}`).join("; ");
}
