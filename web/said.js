/** Elements made by scripts that speak both languages; `translate` of i18n.js writes them. */
import { element } from "./element.js";

/** An element with a text in both languages. */
export function said(tag, vi, en, properties) {
  const made = element(tag, Object.assign({ textContent: vi }, properties));
  made.dataset.en = en;
  return made;
}
