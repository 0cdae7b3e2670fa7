/**
 * The screen that the guard looks at: green, or amber with advice, only for what the server has confirmed. What is
 * saved on this phone and not sent yet has a screen of its own, which neither colour nor words let pass for the other.
 */
import * as clock from "./clock.js";
import { spaced } from "./code.js";
import { localClock, localDate, localTime } from "./days.js";
import { button, byId, drawing, element, replace } from "./element.js";
import { t } from "./i18n.js";
import { clockSentence } from "./problems.js";
import { show } from "./views.js";
import { wordOfTheDay } from "./word.js";

const MARKS = {
  in: "M14 25l8 8 14-16",
  out: "M13 24h20M25 15l9 9-9 9",
  alert: "M24 12v15M24 34v1",
  saved: "M24 12v13l8 5",
};

function mark(name) {
  return drawing(48, "mark beat", { d: MARKS[name], "stroke-width": 5 }, ["circle", { cx: 24, cy: 24, r: 21, "stroke-width": 4 }]);
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

/** An entry elsewhere ends the stay before; functions/truyvet/stays.py has the rule. */
function left(record) {
  if (!record.left) return [];
  return [element("p", { className: "left", textContent: t(
    `Bạn chưa bấm RA ở ${record.left}: hệ thống coi như bạn đã rời nơi đó.`,
    `You did not tap OUT at ${record.left}: the system takes it that you have left.`,
  ) })];
}

function when(record, heading) {
  const words = heading.toLowerCase();
  const sent = record.late
    ? [element("br"), element("strong", { textContent: t(`đã gửi lúc ${localTime(record.sent)}`, `sent at ${localTime(record.sent)}`) })]
    : [];
  return element("p", { className: "date" }, t(
    `${localDate(record.at)} · ${words} lúc ${localTime(record.at)}`,
    `${localDate(record.at)} · ${words} at ${localTime(record.at)}`,
  ), ...sent);
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
    when(record, heading),
    element("p", { className: "word" }, t("Từ khóa hôm nay", "Word of the day"),
      element("strong", { lang: "vi", textContent: wordOfTheDay(record.code, record.at) })),
    people(record),
    ...left(record),
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

function savedContent(record, waiting, { again, done }) {
  const alert = record.people.some((person) => person.alert);
  const venue = record.venue || t(`Điểm ${spaced(record.code)}`, `Venue ${spaced(record.code)}`);
  const way = record.direction === "in" ? t("vào", "in") : t("ra", "out");
  const reason = navigator.onLine === false
    ? t("Không có mạng.", "No network.")
    : t("Mạng yếu, hoặc hệ thống đang bận.", "The network is weak, or the system is busy.");
  return element("div", {},
    mark("saved"),
    element("h1", { tabIndex: -1, textContent: t("ĐÃ LƯU TRÊN MÁY, CHƯA GỬI", "SAVED HERE, NOT SENT YET") }),
    element("p", { className: "at", textContent: venue }),
    element("p", { className: "where", textContent: record.commune }),
    element("p", { className: "frozen", textContent: `${way} ${localTime(record.at)}` }),
    element("p", { className: "date", textContent: localDate(record.at) }),
    element("ul", { className: "people" }, ...record.people.map(({ name, status }) => (
      element("li", { textContent: status === "stored" ? t(`${name}: đã gửi`, `${name}: sent`) : name })))),
    ...(alert ? [advice(record.commune)] : []),
    element("p", { textContent: t(
      `${reason} Máy sẽ tự gửi khi có mạng, giờ giữ nguyên. Xin đừng xóa dữ liệu trình duyệt.`,
      `${reason} This phone sends it by itself, with this time. Please do not clear the browser's data.`,
    ) }),
    element("p", { className: "waits", textContent: waiting }),
    element("div", { className: "end" },
      button(t("Gửi lại ngay", "Send again now"), "button", again),
      button(t("Xong", "Done"), "button plain", done)));
}

/**
 * Shows an outing (`record` of outing.js) that waits on this phone. `waiting()` gives in words how many wait;
 * `steps`: again() to send now, done() when the person is through with it.
 */
export function showSaved(record, waiting, steps) {
  const section = byId("view-done");
  section.className = "done saved";
  show("done", () => replace(section, savedContent(record, waiting(), steps)));
}
