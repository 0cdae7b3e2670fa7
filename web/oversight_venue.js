/** One venue: card, four weeks, hours, findings, devices. */
import { byId, element, replace } from "./element.js";
import { localDate, localTime } from "./days.js";
import { hoursChart, trendChart } from "./official_charts.js";
import { findingItem } from "./oversight_lists.js";
import { number, UNKNOWN } from "./vn_numbers.js";

const STATUSES = { open: "Đang hoạt động", closed: "Chủ điểm báo đã đóng", suspended: "Bị tạm dừng" };
const DAYS = ["", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "CN"];

function instant(text) {
  return text ? `${localTime(Date.parse(text))} ${localDate(Date.parse(text))}` : UNKNOWN;
}

function part(title, ...children) {
  return element("section", { className: "card" }, element("h2", { textContent: title }), ...children);
}

function hours(opening) {
  if (!opening.length) return "chưa khai";
  return opening.map(({ days, from, to }) => `${days.length === 7 ? "cả tuần" : `thứ ${days.map((day) => DAYS[day]).join(", ")}`} ${from}–${to}`).join("; ");
}

function facts(venue) {
  const phone = venue.phone ? element("a", { href: `tel:${venue.phone}`, textContent: venue.phone.replace(/^\+84/, "0") }) : "";
  const rows = [
    ["Mã điểm", element("span", { className: "code", textContent: venue.code })],
    ["Loại", venue.kind_name], ["Tình trạng", STATUSES[venue.status]], ["Cơ quan phụ trách", venue.agency || UNKNOWN],
    ...(venue.acts ? [["Người đứng đầu", venue.head], ["Điện thoại", phone], ["Thư điện tử", venue.email || UNKNOWN]] : []),
    ["Giờ mở cửa", hours(venue.opening_hours)],
    ["Khách mỗi ngày", venue.visitors_a_day ? `khoảng ${number(venue.visitors_a_day)} (điểm tự khai)` : "chưa khai"],
    ["Đăng ký lúc", instant(venue.registered_at)], ["Lấy áp phích lúc", venue.poster_issued_at ? instant(venue.poster_issued_at) : "chưa lấy"],
  ];
  return element("dl", { className: "facts" }, ...rows.flatMap(([name, value]) => [element("dt", { textContent: name }), element("dd", {}, value)]));
}

function device(each) {
  const told = [
    each.revoked ? "đã thu hồi" : each.seen_at ? `liên lạc lần cuối ${instant(each.seen_at)}` : "chưa liên lạc lần nào",
    each.waiting ? `${number(each.waiting)} lượt còn trên máy từ ${instant(each.waiting_since)}` : "",
    each.missing_count ? `còn thiếu ${number(each.missing_count)} lượt, số ${each.missing}` : "không thiếu lượt nào",
  ];
  return element("li", {}, element("strong", { textContent: `${each.paper ? "Tập giấy" : "Máy"} ${each.name}` }),
    element("p", { className: "note", textContent: told.filter(Boolean).join("; ") }));
}

function week(days) {
  const rows = days.slice(-7).reverse().map((each) => element("tr", {},
    element("th", { scope: "row", textContent: each.day.split("-").reverse().slice(0, 2).join("/") }),
    ...[number(each.entries), number(each.exits), each.first_at ? `${each.first_at}–${each.last_at}` : each.open ? UNKNOWN : "nghỉ"]
      .map((textContent) => element("td", { className: "figure", textContent }))));
  const heads = ["Ngày", "Vào", "Ra", "Lượt đầu – cuối"].map((textContent, place) => element("th", { scope: "col", className: place ? "figure" : "", textContent }));
  return element("div", { className: "table-wrap" }, element("table", { className: "ranks" },
    element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows)));
}

/** Fills the view of a venue with the answer of `GET /api/oversight/venues/{code}`; gives the place of its history. */
export function showVenue(answer) {
  const { venue, days, findings, devices } = answer;
  const today = days[days.length - 1];
  byId("venue-name").textContent = venue.name;
  byId("venue-place").textContent = `${venue.address}, ${venue.commune_name}, ${venue.district_name}`;
  const points = days.map((each) => ({ day: each.day, scans: each.entries + each.exits, active: each.entries + each.exits ? 1 : 0 }));
  const history = element("section", {});
  replace(byId("venue"),
    element("p", { className: "as-of", textContent: `Số liệu lúc ${localTime(Date.parse(answer.as_of))}` }),
    element("div", { className: "pair" },
      part("28 ngày gần đây", trendChart(points, true)),
      part("Theo giờ", hoursChart(today.by_hour, answer.hours, ["Hôm nay", "Trung bình những ngày có quét"], -1))),
    element("h2", { textContent: "Bảy ngày gần đây" }), week(days),
    element("h2", { textContent: "Đã bị nêu trong báo cáo" }),
    findings.length
      ? element("ul", { className: "places" }, ...findings.map((finding) => findingItem(finding, null, false)))
      : element("p", { textContent: "Hai tháng qua chưa báo cáo nào nêu điểm này." }),
    history,
    part("Thông tin đăng ký", facts(venue)),
    ...(devices.length ? [part("Máy hỗ trợ và tập giấy", element("ul", { className: "places" }, ...devices.map(device)))] : []));
  return history;
}
