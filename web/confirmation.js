/** The screen that the guard looks at: green, or amber with advice. Only for what the server has confirmed. */
import * as clock from "./clock.js";
import { localClock, localDate, localTime } from "./days.js";
import { button, byId, element, replace } from "./element.js";
import { t } from "./i18n.js";
import { clockSentence } from "./problems.js";
import { show } from "./views.js";
import { wordOfTheDay } from "./word.js";

const SVG = "http://www.w3.org/2000/svg";
const MARKS = {
  in: "M14 25l8 8 14-16",
  out: "M13 24h20M25 15l9 9-9 9",
  alert: "M24 12v15M24 34v1",
};

function mark(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 48 48");
  picture.setAttribute("class", "mark beat");
  picture.setAttribute("aria-hidden", "true");
  const circle = document.createElementNS(SVG, "circle");
  const line = document.createElementNS(SVG, "path");
  Object.entries({ cx: 24, cy: 24, r: 21, fill: "none", stroke: "currentColor", "stroke-width": 4 })
    .forEach(([key, value]) => circle.setAttribute(key, value));
  Object.entries({ d: MARKS[name], fill: "none", stroke: "currentColor", "stroke-width": 5, "stroke-linecap": "round" })
    .forEach(([key, value]) => line.setAttribute(key, value));
  picture.append(circle, line);
  return picture;
}

function advice(commune) {
  const hotline = byId("hotline").textContent;
  const within = commune.charAt(0).toLowerCase() + commune.slice(1);
  const station = commune ? t(`Trạm Y tế ${within}`, `the health station of ${commune}`) : t("trạm y tế gần nhất", "the nearest health station");
  const box = element("div", { className: "advice" },
    element("p", { textContent: t(
      "Bạn đã khai có dấu hiệu hoặc tiếp xúc nguồn bệnh. Xin chưa vào trong, báo ngay cho người trực.",
      "You declared a sign or a contact. Please do not go in yet, and tell the staff now.",
    ) }),
    element("p", { textContent: t(
      `Đeo khẩu trang, giữ khoảng cách 2 mét, không đi nơi khác. Liên hệ ${station} để được hướng dẫn.`,
      `Wear a mask, keep 2 metres away from others, do not go elsewhere. Ask ${station} for advice.`,
    ) }));
  if (hotline) {
    box.append(element("p", {}, t("Gọi đường dây nóng: ", "Call the hotline: "),
      element("a", { href: `tel:${hotline.replace(/[^\d+]/g, "")}`, textContent: hotline })));
  }
  return box;
}

function people(record) {
  return element("ul", { className: "people" }, ...record.people.map(({ name, alert }) => (
    element("li", { textContent: alert ? t(`${name}: cần lưu ý`, `${name}: needs attention`) : name })
  )));
}

function content(record, ticking, done) {
  const alert = record.people.some((person) => person.alert);
  const heading = record.direction === "in" ? t("ĐÃ VÀO", "CHECKED IN") : t("ĐÃ RA", "CHECKED OUT");
  const wrong = clockSentence();
  return element("div", {},
    mark(alert ? "alert" : record.direction),
    element("h1", { tabIndex: -1, textContent: alert ? t("CẦN LƯU Ý", "ATTENTION") : heading }),
    element("p", { className: "at", textContent: record.venue }),
    element("p", { className: "where", textContent: record.commune }),
    ticking,
    element("p", { className: "date", textContent: t(
      `${localDate(record.at)} · ${heading.toLowerCase()} lúc ${localTime(record.at)}`,
      `${localDate(record.at)} · ${heading.toLowerCase()} at ${localTime(record.at)}`,
    ) }),
    element("p", { className: "word" }, t("Từ khóa hôm nay", "Word of the day"),
      element("strong", { lang: "vi", textContent: wordOfTheDay(record.code, record.at) })),
    people(record),
    ...(alert ? [advice(record.commune)] : []),
    ...(wrong ? [element("p", { textContent: `${wrong} ${t("Giờ ở đây theo máy chủ.", "The time here is the server's.")}` })] : []),
    element("div", { className: "end" },
      element("p", { textContent: t("Xin cho người trực xem màn hình này.", "Please show this screen to the staff.") }),
      button(t("Xong", "Done"), "button", done)));
}

/** Shows a confirmed outing (`record` of outing.js); `done` is called when the person is through with it. */
export function confirm(record, done) {
  const section = byId("view-done");
  const ticking = element("p", { className: "now" });
  ticking.setAttribute("aria-hidden", "true");
  const tick = () => { ticking.textContent = localClock(clock.now()); };
  const timer = setInterval(tick, 1000);
  section.className = record.people.some((person) => person.alert) ? "done alert" : "done clear";
  tick();
  show("done", () => replace(section, content(record, ticking, done)), () => clearInterval(timer));
}
