/**
 * The fields of a venue, in a form for registration and in one for correction. Shapes as in `POST /api/venues`.
 *
 * What is fixed once registered (kind, district, commune) is asked for only at registration.
 */
import { element } from "./element.js";
import { forgiveOnChange, showErrors } from "./form.js";
import { t, translate } from "./i18n.js";
import { kindIcon, kindNames, kinds } from "./kinds.js";
import { fillHours, hoursField, readHours } from "./opening_hours.js";
import { said } from "./said.js";
import { fillUnits } from "./units.js";

const REQUIRED = [
  ["name", "Xin ghi tên điểm.", "Please write the name of the place."],
  ["kind", "Xin chọn loại hình.", "Please choose what it is."],
  ["district", "Xin chọn huyện, thị xã hoặc thành phố.", "Please choose the district."],
  ["commune", "Xin chọn xã, phường hoặc thị trấn.", "Please choose the commune."],
  ["address", "Xin ghi địa chỉ.", "Please write the address."],
  ["head", "Xin ghi họ tên người phụ trách.", "Please write the name of the person in charge."],
  ["phone", "Xin ghi số điện thoại.", "Please write the phone number."],
];
const OPTIONAL_TEXTS = ["email", "agency", "tax_code"];

function field(name, vi, en, options) {
  const { hint, optional, tag } = options;
  const id = `venue-${name}`;
  const control = element(tag || "input", Object.assign({ id, name }, options.properties));
  const label = element("label", { htmlFor: id }, said("span", vi, en));
  if (optional) label.append(" ", said("span", "(không bắt buộc)", "(optional)", { className: "optional" }));
  const box = element("div", { className: "field" }, label);
  if (hint) {
    box.append(said("p", hint[0], hint[1], { className: "hint", id: `${id}-hint` }));
    control.setAttribute("aria-describedby", `${id}-hint`);
  }
  box.append(control);
  return box;
}

function unitField(name, vi, en) {
  const box = field(name, vi, en, { tag: "select", properties: { disabled: true } });
  box.querySelector("select").append(said("option", "Xin chọn", "Choose", { value: "" }));
  return box;
}

function kindField() {
  const tiles = element("div", { className: "tiles" });
  tiles.append(...kinds().map((kind) => element("label", { className: "tile" },
    element("input", { type: "radio", name: "kind", value: kind, className: "visually-hidden" }),
    element("span", { className: "face" }, kindIcon(kind), said("span", ...kindNames(kind))))));
  return element("fieldset", {}, said("legend", "Loại hình", "What it is"), tiles);
}

function part(number, vi, en, ...fields) {
  const heading = said("span", vi, en);
  return element("section", { className: "card part" },
    element("h2", {}, element("span", { className: "step", textContent: number }), heading), ...fields);
}

function more() {
  return element("details", { className: "card part" },
    element("summary", {}, said("strong", "Thông tin thêm", "More"), " ",
      said("span", "(không bắt buộc)", "(optional)", { className: "optional" })),
    said("p", "Giúp báo cáo đánh giá đúng, không nhắc nhầm lúc điểm nghỉ.",
      "Helps the daily report to judge fairly, and not to remind you when you are closed.", { className: "hint" }),
    hoursField(),
    field("visitors_a_day", "Số khách thường ngày", "Usual visitors a day", {
      properties: { inputMode: "numeric", maxLength: 9, className: "short" },
    }),
    field("zones", "Khu vực, quầy, tầng", "Zones, stalls, floors", {
      tag: "textarea", properties: { rows: 3 }, hint: ["Mỗi dòng một tên, nhiều nhất 50.", "One on each line, 50 at most."],
    }),
    field("agency", "Cơ quan chủ quản", "Responsible agency", { properties: { maxLength: 120 } }),
    field("tax_code", "Mã số thuế", "Tax code", { properties: { inputMode: "numeric", maxLength: 20 } }));
}

/** Puts the fields into a form, before what is in it. `fixed`: without those that are fixed once registered. */
export function buildVenueForm(form, { fixed }) {
  const name = field("name", "Tên điểm", "Name of the place", {
    properties: { maxLength: 120, autocomplete: "organization" },
    hint: ["Như trên biển hiệu, để khách nhận ra.", "As on its sign."],
  });
  const address = field("address", "Địa chỉ", "Address", {
    properties: { maxLength: 200, autocomplete: "street-address" },
    hint: ["Số nhà, đường, tổ, khu phố hoặc ấp.", "House number, street, neighbourhood."],
  });
  const place = fixed ? [name, address] : [name, kindField()];
  const parts = [part("1", "Điểm của bạn", "Your place", ...place)];
  if (!fixed) {
    parts.push(part("2", "Ở đâu", "Where it is",
      unitField("district", "Huyện, thị xã, thành phố", "District"),
      unitField("commune", "Xã, phường, thị trấn", "Commune, ward"), address));
  }
  parts.push(part(fixed ? "2" : "3", "Người phụ trách", "The person in charge",
    field("head", "Họ và tên", "Full name", { properties: { maxLength: 80, autocomplete: "name" } }),
    field("phone", "Số điện thoại", "Phone number", {
      properties: { type: "tel", inputMode: "tel", maxLength: 20, autocomplete: "tel" },
      hint: ["Không hiện cho khách. Chỉ để liên hệ khi cần.", "Not shown to visitors."],
    }),
    field("email", "Thư điện tử", "E-mail", {
      optional: true, properties: { type: "email", inputMode: "email", maxLength: 100, autocomplete: "email" },
    })));
  form.prepend(...parts, more());
  forgiveOnChange(form);
  translate(form);
}

/** Fills the two lists of units and chooses a commune. Throws NetworkError, ApiError. */
export async function offerUnits(form, commune) {
  const { district, commune: select } = form.elements;
  await fillUnits(district, select, commune);
  district.disabled = false;
}

/** What is typed, as the API takes it. Optional fields left empty are null, so that a correction takes them away. */
export function readVenue(form) {
  const value = (name) => form.elements[name].value.trim().normalize("NFC");
  const body = { name: value("name"), address: value("address"), head: value("head"), phone: value("phone") };
  if (form.elements.kind) {
    body.kind = value("kind");
    body.district = Number(value("district")) || null;
    body.commune = Number(value("commune")) || null;
  }
  OPTIONAL_TEXTS.forEach((name) => { body[name] = value(name) || null; });
  const visitors = value("visitors_a_day").replace(/[\s.,]/g, "");
  // What is no number goes as it is: the server says what is wrong with it.
  body.visitors_a_day = /^\d+$/.test(visitors) ? Number(visitors) : visitors || null;
  body.zones = value("zones").split("\n").map((zone) => zone.trim()).filter(Boolean);
  body.opening_hours = readHours(form);
  return body;
}

/** Shows a body of `readVenue` in the form, but for district and commune (`offerUnits`). */
export function fillVenue(form, body) {
  ["name", "address", "head", "phone", ...OPTIONAL_TEXTS].forEach((name) => { form.elements[name].value = body[name] || ""; });
  if (form.elements.kind) form.elements.kind.value = body.kind || "";
  form.elements.visitors_a_day.value = body.visitors_a_day || "";
  form.elements.zones.value = (body.zones || []).join("\n");
  fillHours(form, body.opening_hours);
  const optional = ["agency", "tax_code", "visitors_a_day"].some((name) => body[name]);
  form.querySelector("details").open = optional || [body.zones, body.opening_hours].some((list) => list && list.length);
}

/** What is missing: [{field, message}]. */
export function missing(form, body) {
  return REQUIRED.filter(([name]) => form.elements[name] && !body[name])
    .map(([name, vi, en]) => ({ field: name, message: t(vi, en) }));
}

/** Shows errors at their fields, opening the part that is folded. Gives those that belong to no field. */
export function showVenueErrors(form, errors) {
  const folded = form.querySelector("details");
  if (errors.some((error) => folded.querySelector(`[name="${error.field}"]`))) folded.open = true;
  return showErrors(form, errors);
}
