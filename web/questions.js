/** The two forms of a member: who they are, then how they are. Each calls `done` with what was typed. */
import { fillDeclaration, isHealthy, readDeclaration } from "./declaration.js";
import { byId } from "./element.js";
import { clearErrors, showErrors } from "./form.js";
import { t } from "./i18n.js";
import { fillPerson, personErrors, readPerson } from "./person.js";
import { fillUnits } from "./units.js";
import { show } from "./views.js";

const OTHER_PROVINCE = "other";

function addressTexts(form) {
  const elsewhere = byId("units").hidden || form.elements.district.value === OTHER_PROVINCE;
  byId("commune-field").hidden = elsewhere;
  byId("address-optional").hidden = elsewhere;
  byId("address-hint").textContent = elsewhere
    ? t("Ghi đủ xã, huyện, tỉnh.", "With commune, district and province.")
    : t("Số nhà, đường, tổ, khu phố hoặc ấp.", "House number, street, neighbourhood.");
}

async function offerUnits(form, commune, address) {
  const { district } = form.elements;
  const select = form.elements["person.commune"];
  try {
    await fillUnits(district, select, commune);
    byId("units").hidden = false;
    if (!commune && address) district.value = OTHER_PROVINCE;
    const showCommunes = district.onchange;
    district.onchange = () => {
      showCommunes();
      addressTexts(form);
    };
  } catch (error) {
    // Without the list a written address will do: nobody is kept at the door by a slow network.
    byId("units").hidden = true;
  }
  addressTexts(form);
}

/**
 * Shows the form of a person. `person` fills it; `accompanied` is for family of this phone's owner.
 *
 * `errors` [{field, message}] of the server are shown at their fields. `done(person)`; `back` and `leave`, which
 * takes the person off the list, may be missing.
 */
export function askPerson({ person, accompanied, errors, back, leave, done }) {
  const form = byId("person-form");
  clearErrors(form);
  fillPerson(form, person || { name: "" });
  offerUnits(form, person && person.commune, person && person.address);
  form.onsubmit = (event) => {
    event.preventDefault();
    const typed = readPerson(form);
    if (form.elements.district.value === OTHER_PROVINCE) delete typed.commune;
    const wrong = personErrors(typed, { accompanied });
    showErrors(form, wrong);
    if (!wrong.length) done(typed);
  };
  byId("person-back").hidden = !back;
  byId("person-back").onclick = back;
  byId("person-leave").hidden = !leave;
  byId("person-leave").onclick = leave;
  show("person", () => {
    byId("person-title").textContent = accompanied
      ? t("Người đi cùng bạn", "Somebody who is with you")
      : t("Thông tin của bạn", "About you");
    byId("person-lead").hidden = accompanied;
    byId("phone-hint").textContent = accompanied
      ? t("Bỏ trống nếu người này không có điện thoại: sẽ liên lạc qua số của bạn.", "Leave empty if they have none: they are reached through yours.")
      : t("Để y tế liên lạc khi cần.", "So that health workers can reach you.");
    addressTexts(form);
  });
  if (errors) showErrors(form, errors);
}

/** Shows the form of a declaration. `name` is whose it is, or "" for the owner of the phone. `done(declaration)`. */
export function askHealth({ name, declaration, errors, back, done }) {
  const form = byId("health-form");
  const signs = byId("signs");
  const open = () => { signs.hidden = form.elements.state.value !== "something"; };
  clearErrors(form);
  fillDeclaration(form, declaration);
  open();
  form.onchange = open;
  form.onsubmit = (event) => {
    event.preventDefault();
    const declared = readDeclaration(form);
    const wrong = [];
    if (!declared) wrong.push({ field: "state", message: t("Xin chọn một câu trả lời.", "Please choose an answer.") });
    else if (form.elements.state.value === "something" && isHealthy(declared)) {
      wrong.push({ field: "declaration.symptoms", message: t("Xin đánh dấu ít nhất một điều ở đây hoặc bên dưới.", "Please tick at least one here or below.") });
    }
    showErrors(form, wrong);
    if (!wrong.length) done(declared);
  };
  byId("health-back").onclick = back;
  show("health", () => {
    byId("health-title").textContent = name ? t(`Sức khỏe của ${name}`, `Health of ${name}`) : t("Sức khỏe của bạn", "Your health");
  });
  if (errors) showErrors(form, errors);
}
