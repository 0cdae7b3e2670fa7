/** The public list of exposure places by day and commune, compared by this phone with its own check-ins. */
import { localTime } from "./days.js";
import { byId, element, replace } from "./element.js";
import { showExposed } from "./exposure_notice.js";
import { onLanguage, startLanguage, t } from "./i18n.js";
import { keepOffline } from "./offline.js";

const WEEKDAYS = [
  ["Chủ nhật", "Sunday"], ["Thứ hai", "Monday"], ["Thứ ba", "Tuesday"], ["Thứ tư", "Wednesday"],
  ["Thứ năm", "Thursday"], ["Thứ sáu", "Friday"], ["Thứ bảy", "Saturday"],
];

let seen = null;

function times({ from, to }) {
  const end = localTime(Date.parse(to));
  return `${localTime(Date.parse(from))}–${end === "00:00" ? "24:00" : end}`;
}

/** Lists by what `key` gives, in the order of first appearance. */
function grouped(places, key) {
  const groups = new Map();
  places.forEach((place) => groups.set(key(place), [...(groups.get(key(place)) || []), place]));
  return [...groups];
}

function dayWords(day) {
  const weekday = t(...WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]);
  return `${weekday}, ${day.split("-").reverse().join("/")}`;
}

function communeRows([commune, places]) {
  return element("section", { className: "commune" },
    element("h3", { textContent: commune }),
    element("ul", {}, ...places.map((place) => element("li", { className: seen.mine.includes(place) ? "place mine" : "place" },
      element("strong", { className: "times", textContent: times(place) }),
      element("span", {}, element("strong", { textContent: place.name }), element("br"), place.address,
        ...(seen.mine.includes(place) ? [element("br"), element("em", { textContent: t("Máy này có lượt khai ở đây vào giờ này", "This phone has a check-in here at this time") })] : []))))));
}

function dayList([day, places]) {
  return element("section", { className: "day" },
    element("h2", { textContent: dayWords(day) }),
    ...grouped(places, ({ commune, district }) => [commune, district].filter(Boolean).join(", ")).map(communeRows));
}

function comparedWords() {
  if (seen.list.at === null) return "";
  const at = localTime(seen.list.at);
  const fresh = Date.now() - seen.list.at < 60000;
  const list = fresh ? "" : t(`Không có mạng: danh sách xem lần cuối lúc ${at}. `, `No network: the list as seen last at ${at}. `);
  if (!seen.compared) return list + t("Máy này chưa có lượt khai nào để so sánh.", "This phone has no check-in to compare.");
  return list + (seen.mine.length ? "" : t(
    `Máy đã so ${seen.compared} lượt khai của bạn với danh sách: không trùng nơi nào. Không thông tin nào được gửi đi.`,
    `This phone compared your ${seen.compared} check-ins with the list: none matches. Nothing was sent.`,
  ));
}

function write() {
  byId("compared").textContent = comparedWords();
  if (seen.list.at === null) {
    replace(byId("list"), element("p", { className: "notice problem", textContent: t("Chưa tải được danh sách. Xin thử lại khi có mạng.", "The list could not be fetched. Please try again with a network.") }));
    return;
  }
  const days = grouped(seen.list.places, ({ day }) => day);
  replace(byId("list"), ...(days.length ? days.map(dayList) : [
    element("p", { className: "notice", textContent: t("Hiện không có địa điểm nào được công bố.", "No place is published at present.") }),
  ]));
}

async function start() {
  startLanguage();
  byId("print").addEventListener("click", () => window.print());
  keepOffline("/exposures");
  seen = await showExposed();
  write();
  onLanguage(write);
}

start();
