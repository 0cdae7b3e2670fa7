/**
 * Whether somebody of this phone was at a public exposure place at that time: compared here, by this phone alone.
 *
 * Texts carry both languages (`data-vi`, `data-en`), so that the switch of whichever page they stand on reaches them.
 */
import { localDate, localTime } from "./days.js";
import { meetings, visits } from "./diary.js";
import { byId, element, replace } from "./element.js";
import { exposureList, nameOf } from "./exposure_list.js";
import { t } from "./i18n.js";
import { recall, remember } from "./memory.js";

/** An element with its text in both languages. */
export function said(tag, vi, en, properties) {
  const made = element(tag, Object.assign({ textContent: t(vi, en) }, properties));
  Object.assign(made.dataset, { vi, en });
  return made;
}

/** `Chợ Đồng Xoài, 13/08/2021, 07:00–08:30` */
export function placeWords({ name, from, to }) {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return `${name}, ${localDate(start)}, ${localTime(start)}–${localTime(end - 1) === "23:59" ? "24:00" : localTime(end)}`;
}

function hotline() {
  const link = document.querySelector(".foot a[href^='tel:']");
  return link && link.textContent.trim();
}

function notice(places) {
  const number = hotline();
  return element("div", { className: "notice warning exposed" },
    element("p", {}, said("strong", "Bạn có thể đã ở cùng nơi, cùng giờ với một ca bệnh.", "You may have been where a case was, at the same time.")),
    element("ul", {}, ...places.map((place) => element("li", { textContent: placeWords(place) }))),
    said("p",
      "Điều này chưa có nghĩa là bạn mắc bệnh. Xin bình tĩnh và làm ba việc:",
      "This does not mean that you are ill. Please stay calm and do three things:"),
    element("ol", {},
      said("li",
        `Báo trạm y tế xã, phường nơi bạn ở${number ? `, hoặc gọi ${number}` : ""}.`,
        `Tell the health station of your commune${number ? `, or call ${number}` : ""}.`),
      said("li", "Đeo khẩu trang, giữ khoảng cách, hạn chế gặp người khác.", "Wear a mask, keep your distance, meet as few people as you can."),
      said("li", "Theo dõi sức khỏe 14 ngày; sốt, ho, khó thở thì gọi ngay, không tự đến nơi đông người.",
        "Watch your health for 14 days; with fever, cough or short breath call at once and stay away from crowds.")),
    said("p", "Điện thoại này tự so sánh. Không thông tin nào của bạn được gửi đi.", "This phone compared by itself. Nothing about you was sent."),
    ...(byId("view-list") ? [] : [element("p", {}, said("a", "Xem danh sách địa điểm", "See the list of places", { href: "/exposures" }))]));
}

function takenBack() {
  return element("div", { className: "notice exposed" },
    said("p",
      "Cơ quan y tế đã rút lại địa điểm mà máy này từng báo cho bạn. Bạn không cần làm gì thêm.",
      "The health authority has taken back the place that this phone told you about. There is nothing more to do."),
    said("button", "Đã hiểu", "Understood", { type: "button", className: "button plain", onclick: forgotten }));
}

function forgotten() {
  remember("exposed", []);
  replace(byId("exposed"));
}

/** Compares, and shows in `#exposed` what to do, or nothing; gives the places that match, and the list as it is. */
export async function showExposed() {
  const all = visits();
  const list = all.length || byId("view-list") ? await exposureList() : { places: [], at: null };
  const mine = meetings(all, list.places);
  const told = recall("exposed") || [];
  const oldest = Date.now() - 28 * 24 * 3600 * 1000;
  // What has only grown old was not taken back.
  const gone = list.at && !mine.length && told.some((name) => Date.parse(name.split(" ")[1]) > oldest);
  replace(byId("exposed"), ...(mine.length ? [notice(mine)] : gone ? [takenBack()] : []));
  if (mine.length) remember("exposed", mine.map(nameOf));
  return { mine, list, compared: all.length };
}
