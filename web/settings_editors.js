/** Editors of the settings' groups. Each gives `{box, values(), mark(field, message)}`. */
import { button, element, replace } from "./element.js";
import { lowered, UNKNOWN } from "./vn_numbers.js";

const decimal = (value) => String(value).replace(".", ",");

function asNumber(text) {
  const plain = text.trim().replace(",", ".");
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : text.trim();
}

function field(label, input, className = "field") {
  Object.assign(input, { id: input.id || `f-${Math.random().toString(36).slice(2)}` });
  return element("div", { className }, element("label", { htmlFor: input.id, textContent: label }), input);
}

function marked(box, inputs, message) {
  box.querySelectorAll(".error").forEach((old) => old.remove());
  inputs.forEach((input) => input.setAttribute("aria-invalid", message ? "true" : "false"));
  if (message) box.append(element("p", { className: "error", textContent: message }));
}

function threshold(word, value, readOnly) {
  const flag = word.type === "bool";
  const input = element("input", flag ? { type: "checkbox", checked: value, disabled: readOnly }
    : { value: decimal(value), inputMode: "decimal", autocomplete: "off", readOnly });
  input.id = `s-${word.field}`;
  const usual = flag ? (word.usual ? "có" : "không") : decimal(word.usual);
  const row = element("div", { className: "setting" }, element("label", { htmlFor: input.id, textContent: word.text }), input,
    element("p", { className: "note", textContent: `${word.unit ? `${word.unit}; ` : ""}mặc định ${usual}` }));
  const now = () => (flag ? input.checked : asNumber(input.value));
  input.oninput = () => row.classList.toggle("changed", now() !== value);
  return { row, input, now, field: word.field };
}

/** Thresholds, one a row. */
export function thresholds(group, readOnly) {
  const rows = group.words.map((word) => threshold(word, group.values[word.field], readOnly));
  return {
    box: element("div", { className: "card" }, ...rows.map(({ row }) => row)),
    values: () => Object.fromEntries(rows.map((each) => [each.field, each.now()])),
    mark: (name, message) => rows.filter((each) => each.field === name).forEach(({ row, input }) => marked(row, [input], message)),
  };
}

function growing(entries, make, label, readOnly) {
  const list = element("div", {});
  let made = [];
  const add = (value) => {
    const entry = make(value);
    if (!readOnly) {
      entry.box.append(button("Bỏ mục này", "link", () => {
        made = made.filter((each) => each !== entry);
        entry.box.remove();
      }));
    }
    made.push(entry);
    list.append(entry.box);
    return entry;
  };
  entries.forEach(add);
  const more = button(label, "button plain", () => add(null).box.querySelector("input, select").focus());
  return { box: element("div", {}, list, ...(readOnly ? [] : [more])), made: () => made };
}

function options(select, first, choices, chosen) {
  replace(select, new Option(first, ""), ...choices.map(([value, text]) => new Option(text, value)));
  select.value = chosen || "";
  return select;
}

/** Orders: holidays, lock-downs, closures ordered for an area or a trade. */
export function orders(group, readOnly, account) {
  const make = (order) => {
    const value = order || { name: "", first: account.today, last: account.today };
    const input = (properties) => element("input", Object.assign({ readOnly }, properties));
    const name = input({ value: value.name, maxLength: 120, placeholder: "Nghỉ lễ 2/9" });
    const first = input({ type: "date", value: value.first, required: true });
    const last = input({ type: "date", value: value.last, required: true });
    const home = account.districts.find((each) => each.code === value.district || each.communes.some(({ code }) => code === value.commune));
    const district = options(element("select", { disabled: readOnly }), "Cả tỉnh", account.districts.map((each) => [each.code, each.name]), home && home.code);
    const commune = element("select", { disabled: readOnly });
    const communes = (chosen) => {
      const of = account.districts.find(({ code }) => String(code) === district.value);
      options(commune, of ? "Cả huyện" : UNKNOWN, (of ? of.communes : []).map((each) => [each.code, each.name]), chosen);
      commune.disabled = readOnly || !of;
    };
    district.onchange = () => communes();
    communes(value.commune);
    const kinds = account.kinds.map(({ kind, name: text }) => {
      const box = element("input", { type: "checkbox", value: kind, checked: (value.kinds || []).includes(kind), disabled: readOnly });
      return { box, label: element("label", {}, box, text) };
    });
    const box = element("div", { className: "entry" }, element("div", { className: "filters" },
      field("Tên lệnh, lịch nghỉ", name, "field wide-field"), field("Từ ngày", first), field("Đến hết ngày", last),
      field("Huyện, thị xã, thành phố", district), field("Xã, phường, thị trấn", commune)),
    element("fieldset", {}, element("legend", { textContent: "Loại điểm (không chọn: mọi loại)" }), element("div", { className: "kinds" }, ...kinds.map(({ label }) => label))));
    return {
      box,
      inputs: { name, first, last, district, commune },
      value() {
        const told = { name: name.value.trim(), first: first.value, last: last.value };
        if (district.value) told.district = Number(district.value);
        if (commune.value) told.commune = Number(commune.value);
        const chosen = kinds.filter((each) => each.box.checked).map((each) => each.box.value);
        if (chosen.length) told.kinds = chosen;
        return told;
      },
    };
  };
  const list = growing(group.values, make, "Thêm lệnh hoặc lịch nghỉ", readOnly);
  const hint = element("p", { className: "hint", textContent: "Trong những ngày này, các điểm được nêu không bị coi là không quét." });
  return {
    box: element("div", {}, hint, list.box),
    values: () => list.made().map((entry) => entry.value()),
    mark(name, message) {
      const [, place, part] = name.split(".");
      const entry = list.made()[place];
      if (entry) marked(entry.box, [entry.inputs[part] || entry.inputs.name], message);
      else if (!message) list.made().forEach((each) => marked(each.box, Object.values(each.inputs), ""));
    },
  };
}

/** Value and name of all who may get mails, and of the agencies in use. */
export function addressees(account, used) {
  const all = [["province", "Ủy ban nhân dân tỉnh"], ["front", "Mặt trận Tổ quốc"]]
    .concat(account.districts.map(({ code, name }) => [`district:${code}`, name]))
    .concat(account.kinds.map(({ kind, name }) => [`kind:${kind}`, `Sở phụ trách: ${lowered(name)}`]))
    .concat(account.districts.flatMap(({ name: home, communes }) => communes.map(({ code, name }) => [`commune:${code}`, `${name}, ${home}`])));
  const listed = new Set(all.map(([value]) => value));
  return all.concat(used.filter((value) => !listed.has(value)).map((value) => [value, value.replace(/^agency:/, "Cơ quan: ")]));
}

/** Recipients: mail addresses by addressee. */
export function recipients(group, readOnly, account) {
  const choices = addressees(account, Object.keys(group.values));
  const make = (entry) => {
    const [who, addresses] = entry || ["", []];
    const select = options(element("select", { disabled: readOnly }), "Chọn nơi nhận", choices.concat([["agency:", "Cơ quan phụ trách (ghi tên)"]]), who);
    const agency = element("input", { placeholder: "UBND phường Tân Phú", maxLength: 120, readOnly });
    const agencyField = field("Tên cơ quan như điểm đã khai", agency, "field wide-field-small");
    agencyField.hidden = true;
    select.onchange = () => { agencyField.hidden = select.value !== "agency:"; };
    const text = element("textarea", { value: addresses.join("\n"), rows: 2, readOnly, placeholder: "vanthu@example.vn" });
    const box = element("div", { className: "entry" }, element("div", { className: "filters" },
      field("Nơi nhận", select, "field wide-field-small"), agencyField, field("Địa chỉ thư, mỗi dòng một địa chỉ", text, "field wide-field")));
    return {
      box, inputs: { select, text },
      who: () => (select.value === "agency:" ? `agency:${agency.value.trim()}` : select.value),
      addresses: () => text.value.split(/[\s,;]+/).filter(Boolean),
    };
  };
  const list = growing(Object.entries(group.values), make, "Thêm nơi nhận", readOnly);
  return {
    box: element("div", {}, element("p", { className: "hint", textContent: "Mỗi nơi nhận được phần báo cáo 06 giờ của mình. Địa chỉ chính của tỉnh còn được đặt khi triển khai." }), list.box),
    values() {
      const told = {};
      list.made().forEach((entry) => { told[entry.who()] = (told[entry.who()] || []).concat(entry.addresses()); });
      return told;
    },
    mark(name, message) {
      if (!message) list.made().forEach((entry) => marked(entry.box, Object.values(entry.inputs), ""));
      else list.made().filter((entry) => name === `recipients.${entry.who()}`).forEach((entry) => marked(entry.box, Object.values(entry.inputs), message));
    },
  };
}
