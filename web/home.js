/** The home page: a typed code leads to the venue's page. */
import { reading } from "./code.js";
import { byId } from "./element.js";
import { showExposed } from "./exposure_notice.js";
import { showErrors } from "./form.js";
import { startLanguage } from "./i18n.js";
import { startNotices } from "./kept_notice.js";
import { keepOffline } from "./offline.js";
import { codeProblem } from "./problems.js";
import { startSending } from "./sending.js";

function open(event) {
  event.preventDefault();
  const typed = reading(byId("code").value);
  if (typed.kind === "venue") {
    location.href = `/C/${typed.code}`;
    return;
  }
  const { title, text } = codeProblem(typed.kind);
  showErrors(event.target, [{ field: "code", message: `${title}. ${text}` }]);
}

startLanguage();
byId("code-form").addEventListener("submit", open);
startNotices(() => "", (entry) => { location.href = `/C/${entry.event.venue}`; });
keepOffline("/");
startSending();
showExposed();
