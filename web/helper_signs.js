/** The health declaration of the next visitor: nothing, unless the helper ticks what they were told. */
import { CONTACTS, SYMPTOMS, healthy, isHealthy } from "./declaration.js";
import { byId, element, replace } from "./element.js";
import { t } from "./i18n.js";

let declared = healthy();

function tick(words, ticked, note) {
  const box = element("input", { type: "checkbox", checked: ticked, onchange: () => { note(box.checked); writeSummary(); } });
  const label = t(...words);
  return element("label", { className: "choice" }, box, element("span", { textContent: label.charAt(0).toUpperCase() + label.slice(1) }));
}

function writeSummary() {
  byId("signs").classList.toggle("some", !isHealthy(declared));
  byId("signs-summary").textContent = isHealthy(declared)
    ? t("Khách khai: không có dấu hiệu", "Visitor declares: no signs")
    : t("Khách kế tiếp: CÓ dấu hiệu", "Next visitor: HAS signs");
}

/** Writes the boxes, in the language of the reader. */
export function writeSigns() {
  const { symptoms, contact } = declared;
  replace(byId("signs-symptoms"), ...Object.entries(SYMPTOMS).map(([name, words]) => tick(words, symptoms.includes(name), (on) => {
    declared.symptoms = on ? [...declared.symptoms, name] : declared.symptoms.filter((other) => other !== name);
  })));
  replace(byId("signs-contacts"), ...Object.entries(CONTACTS).map(([name, words]) => tick(words, contact[name], (on) => {
    contact[name] = on;
  })));
  writeSummary();
}

/** The declaration of the visitor who is scanned now; the next one starts with nothing again. */
export function takeDeclaration() {
  const taken = declared;
  if (!isHealthy(taken)) {
    declared = healthy();
    byId("signs").open = false;
    writeSigns();
  }
  return taken;
}
