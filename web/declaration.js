/** The health declaration of 2021: signs and contacts in the last 14 days. Shape as in `POST /api/checkins`. */
import { t } from "./i18n.js";

/** Vietnamese and English words of the signs of illness, by their names in the API. */
export const SYMPTOMS = {
  fever: ["sốt", "fever"],
  cough: ["ho", "cough"],
  breathless: ["khó thở", "breathlessness"],
  pneumonia: ["viêm phổi", "pneumonia"],
  sore_throat: ["đau họng", "sore throat"],
  tired: ["mệt mỏi", "tiredness"],
};
/** The same of the contacts. */
export const CONTACTS = {
  case: ["tiếp xúc ca bệnh hoặc nghi bệnh", "contact with a case or suspected case"],
  from_area: ["tiếp xúc người từ vùng có dịch", "contact with somebody from an affected area"],
  sick: ["tiếp xúc người có dấu hiệu bệnh", "contact with somebody who has signs"],
};

/** The declaration of somebody without signs or contacts. */
export function healthy(places) {
  return { symptoms: [], places: places || "", contact: { case: false, from_area: false, sick: false } };
}

/** Whether no sign and no contact is declared. */
export function isHealthy({ symptoms, contact }) {
  return symptoms.length === 0 && !contact.case && !contact.from_area && !contact.sick;
}

/** What is declared, in words: `sốt, ho`. */
export function summary({ symptoms, contact }) {
  const contacts = Object.keys(CONTACTS).filter((name) => contact[name]);
  return [...symptoms.map((name) => SYMPTOMS[name]), ...contacts.map((name) => CONTACTS[name])]
    .map((names) => t(...names))
    .join(", ");
}

/** The declaration in the form, or null while neither "nothing" nor "something" is chosen. */
export function readDeclaration(form) {
  const places = form.elements["declaration.places"].value.trim().normalize("NFC");
  const state = form.elements.state.value;
  if (state === "nothing") return healthy(places);
  if (state !== "something") return null;
  const ticked = (name) => [...form.querySelectorAll(`[name="${name}"]:checked`)].map((box) => box.value);
  const contact = healthy().contact;
  ticked("declaration.contact").forEach((name) => { contact[name] = true; });
  return { symptoms: ticked("declaration.symptoms"), places, contact };
}

/** Writes a declaration, or none, into the form. */
export function fillDeclaration(form, declaration) {
  form.reset();
  if (!declaration) return;
  form.elements.state.value = isHealthy(declaration) ? "nothing" : "something";
  form.elements["declaration.places"].value = declaration.places;
  form.querySelectorAll("[type=checkbox]").forEach((box) => {
    box.checked = declaration.symptoms.includes(box.value) || declaration.contact[box.value] === true;
  });
}
