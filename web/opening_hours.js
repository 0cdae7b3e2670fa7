/** Opening hours in a form: spans of some days of the week, from and to. Shapes as in `POST /api/venues`. */
import { button, element } from "./element.js";
import { translate } from "./i18n.js";
import { said } from "./said.js";

const DAYS = [
  ["T2", "Mon", "Thứ hai"], ["T3", "Tue", "Thứ ba"], ["T4", "Wed", "Thứ tư"], ["T5", "Thu", "Thứ năm"],
  ["T6", "Fri", "Thứ sáu"], ["T7", "Sat", "Thứ bảy"], ["CN", "Sun", "Chủ nhật"],
];
const USUAL = { days: [1, 2, 3, 4, 5, 6, 7], from: "06:00", to: "21:00" };
const MOST = 14;

function dayToggle([vi, en, name], number, chosen) {
  const box = element("input", { type: "checkbox", className: "visually-hidden", value: number, checked: chosen });
  box.setAttribute("aria-label", name);
  box.setAttribute("data-en-aria-label", en);
  return element("label", { className: "day" }, box, said("span", vi, en));
}

function clock(vi, en, value, role) {
  const input = element("input", { type: "time", name: "opening_hours", value, required: true });
  input.dataset.role = role;
  return element("label", { className: "clock" }, said("span", vi, en), input);
}

function span(hours) {
  const days = element("div", { className: "days" });
  days.append(...DAYS.map((day, index) => dayToggle(day, index + 1, hours.days.includes(index + 1))));
  const made = element("div", { className: "span" }, days,
    clock("Từ", "From", hours.from, "from"), clock("Đến", "To", hours.to, "to"));
  const drop = button("Bỏ khung giờ này", "link", () => {
    const { parentElement } = made;
    made.remove();
    parentElement.dispatchEvent(new Event("input", { bubbles: true }));
  });
  drop.dataset.en = "Remove these hours";
  made.append(drop);
  return made;
}

/** The box of spans, and the button that adds one. */
export function hoursField() {
  const spans = element("div", { className: "spans" });
  const add = button("Thêm giờ mở cửa", "button plain small", () => {
    if (spans.children.length >= MOST) return;
    spans.append(span(USUAL));
    translate(spans);
    spans.lastElementChild.querySelector("input").focus();
    spans.dispatchEvent(new Event("input", { bubbles: true }));
  });
  add.dataset.en = "Add opening hours";
  return element("fieldset", { className: "hours" },
    said("legend", "Giờ mở cửa", "Opening hours"),
    said("p", "Bỏ trống nếu mở suốt ngày đêm.", "Leave empty if always open.", { className: "hint" }), spans, add);
}

/** `[{days, from, to}]` as typed. */
export function readHours(field) {
  return [...field.querySelectorAll(".span")].map((each) => ({
    days: [...each.querySelectorAll(".day input:checked")].map((box) => Number(box.value)),
    from: each.querySelector("[data-role=from]").value,
    to: each.querySelector("[data-role=to]").value,
  }));
}

/** Shows spans in place of those that are there. */
export function fillHours(field, hours) {
  const spans = field.querySelector(".spans");
  while (spans.firstChild) spans.removeChild(spans.firstChild);
  spans.append(...(hours || []).map(span));
  translate(spans);
}
