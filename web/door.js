/** The door: who goes in or out, and the two big buttons. One tap is enough for who is remembered. */
import { localTime, localDay } from "./days.js";
import * as clock from "./clock.js";
import { isHealthy, summary } from "./declaration.js";
import { button, byId, drawing, element, replace } from "./element.js";
import { t } from "./i18n.js";
import * as party from "./party.js";
import { maskedContact } from "./person.js";
import { notePlace, place } from "./places.js";
import { refresh, show } from "./views.js";

const ARROWS = { in: "M4 12h12M11 7l5 5-5 5M20 4v16", out: "M8 12h12M15 7l5 5-5 5M4 4v16" };
const VISITORS = [
  ["visitor", "Khách", "Visitor"],
  ["staff", "Người làm việc ở đây", "Staff"],
  ["delivery", "Giao hàng", "Delivery"],
  ["passenger", "Hành khách, lái xe", "Passenger, driver"],
];

function wayButton(direction, label, go) {
  const made = button("", `button way ${direction === "in" ? "go" : "out"}`, () => go(direction));
  made.append(drawing(24, "", { d: ARROWS[direction], "stroke-width": 2.5 }), label);
  return made;
}

function companion(member, isOwner, steps) {
  const box = element("input", { type: "checkbox", checked: member.along, onchange: () => {
    party.save(member.id, { along: box.checked });
    refresh();
    byId(box.id).focus();
  } });
  box.id = `along-${member.id}`;
  const name = element("strong", { textContent: member.person.name });
  const contact = element("span", { className: "quiet", textContent: isOwner ? t("Chủ điện thoại này", "Owner of this phone") : maskedContact(member.person) });
  return element("div", { className: "who" },
    element("label", { className: "choice" }, box, element("span", {}, name, contact)),
    button(t("Sửa", "Edit"), "link", () => steps.edit(member)));
}

function who(members, steps) {
  const [owner] = members;
  if (members.length === 1) {
    return element("div", { className: "who" },
      element("div", {},
        element("h1", { tabIndex: -1, textContent: owner.person.name }),
        element("span", { className: "quiet", textContent: maskedContact(owner.person) })),
      button(t("Không phải tôi", "Not me"), "link", steps.notMe));
  }
  return element("fieldset", { className: "party" },
    element("legend", {}, element("h1", { tabIndex: -1, textContent: t("Ai đi cùng hôm nay?", "Who is with you today?") })),
    ...members.map((member) => companion(member, member === owner, steps)));
}

function confirms(going, steps) {
  const ill = going.filter((member) => !isHealthy(member.declaration));
  const change = button(t("Có thay đổi?", "Has it changed?"), "link", () => steps.declare(ill.length ? ill[0] : going[0]));
  if (ill.length) {
    const signs = ill.map((member) => `${member.person.name}: ${summary(member.declaration)}`).join(". ");
    return element("div", { className: "notice warning confirms" },
      element("p", {}, element("strong", { textContent: t("Bấm nút là xác nhận vẫn như đã khai. ", "By tapping you declare the same as before. ") }), signs),
      change);
  }
  const text = going.length > 1
    ? t("Bấm nút là xác nhận: 14 ngày qua không ai có dấu hiệu bệnh hay tiếp xúc nguồn bệnh. ",
      "By tapping you confirm: in the last 14 days nobody had a sign of illness or contact with a source. ")
    : t("Bấm nút là xác nhận: 14 ngày qua tôi không có dấu hiệu bệnh, không tiếp xúc nguồn bệnh. ",
      "By tapping I confirm: in the last 14 days I had no sign of illness and no contact with a source. ");
  return element("p", { className: "confirms" }, text, change);
}

function select(id, label, options, chosen, note) {
  const control = element("select", { id, onchange: () => note(control.value) });
  options.forEach(([value, name]) => control.add(new Option(name, value, false, value === chosen)));
  return element("div", { className: "field" }, element("label", { htmlFor: id, textContent: label }), control);
}

function choices(code, card) {
  const known = place(code);
  const visitors = VISITORS.map(([value, vi, en]) => [value, t(vi, en)]);
  const fields = [select("visitor", t("Tôi đến đây là", "I come here as"), visitors, known.visitor || "visitor",
    (visitor) => notePlace(code, { visitor }))];
  const zones = card.zones || [];
  if (zones.length) {
    const options = [["", t("Chưa chọn", "Not chosen")], ...zones.map((zone) => [zone, zone])];
    fields.unshift(select("zone", t("Khu vực, quầy", "Area, stall"), options, known.zone || "", (zone) => notePlace(code, { zone })));
  }
  return fields;
}

function lastVisit(code) {
  const { last } = place(code);
  if (!last || localDay(last.at) !== localDay(clock.now())) return [];
  if (last.unsent) {
    const way = last.direction === "in" ? t("VÀO", "IN") : t("RA", "OUT");
    return [element("p", { className: "notice", textContent: t(
      `Hôm nay đã bấm ${way} lúc ${localTime(last.at)}: chưa được ghi nhận.`,
      `You tapped ${way} at ${localTime(last.at)} today: not recorded yet.`,
    ) })];
  }
  const text = last.direction === "in"
    ? t(`Hôm nay đã vào lúc ${localTime(last.at)}. Khi về, xin bấm RA.`, `You came in at ${localTime(last.at)} today. Please tap OUT when you leave.`)
    : t(`Hôm nay đã ra lúc ${localTime(last.at)}.`, `You left at ${localTime(last.at)} today.`);
  return [element("p", { className: "notice", textContent: text })];
}

function links(members, steps) {
  const own = members.length > 1
    ? [button(t("Không phải tôi", "Not me"), "link", steps.notMe)]
    : [button(t("Sửa thông tin của tôi", "Change my data"), "link", () => steps.edit(members[0]))];
  return element("div", { className: "links" },
    button(t("Thêm người đi cùng", "Add somebody who is with me"), "link", steps.add),
    ...own,
    button(t("Xóa thông tin của tôi trên máy này", "Delete my data from this phone"), "link", steps.forget));
}

/** What the person has chosen at this venue: `{zone, visitor}`. */
export function choice(code, card) {
  const { zone, visitor } = place(code);
  return { zone: (card.zones || []).includes(zone) ? zone : null, visitor: visitor || "visitor" };
}

/** Shows the door of a venue. `steps`: go(direction), edit(member), declare(member), add(), notMe(), forget(). */
export function openDoor(code, card, steps) {
  show("door", () => {
    const members = party.members();
    replace(byId("view-door"),
      who(members, steps),
      ...lastVisit(code),
      confirms(party.along(), steps),
      element("div", { className: "ways" },
        wayButton("in", t("VÀO", "IN"), steps.go), wayButton("out", t("RA", "OUT"), steps.go)),
      ...choices(code, card),
      links(members, steps));
  });
}
