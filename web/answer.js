/**
 * The answer of a venue's head to a reminder. The link is `/answer#CODE.TOKEN`: what stands behind the # reaches no
 * server and no log. From the owner's page the token is the owner's.
 */
import { request } from "./api.js";
import { normalised } from "./code.js";
import { localDate, localDay } from "./days.js";
import { byId, element, replace } from "./element.js";
import { clearErrors, forgiveOnChange, showErrors } from "./form.js";
import { causeName, line } from "./history_lines.js";
import { startLanguage, t } from "./i18n.js";
import { showProblem } from "./problem_view.js";
import { requestProblem } from "./problems.js";
import { show } from "./views.js";

const DAY_MS = 86400000;
const form = byId("answer-form");
let link = null;
let told = null;

/** `{code, token}` of the part behind the #, or null. */
function readLink(hash) {
  const [, code, token] = /^#?([^.]+)\.(.+)$/.exec(hash) || [];
  const known = normalised(code || "");
  return known && token ? { code: known, token } : null;
}

function ask(method, path, body) {
  return request(method, `/api/venues/${link.code}/${path}`, { body, token: link.token });
}

function chosen() {
  return told.causes.find(({ cause }) => form.elements.cause && form.elements.cause.value === cause);
}

function follow() {
  const cause = chosen();
  byId("until-field").hidden = !cause || cause.cause !== "closed";
  byId("help-field").hidden = !cause || !cause.help;
}

function causeChoice({ cause }) {
  const input = element("input", { type: "radio", name: "cause", value: cause, onchange: follow });
  return element("label", { className: "choice" }, input, element("span", { textContent: causeName(told.causes, cause) }));
}

function reminders() {
  return told.entries.filter(({ event }) => event === "reminded");
}

function showAnswer() {
  byId("name").textContent = told.name;
  byId("place").textContent = told.commune_name;
  document.title = `${told.name} · Truy Vết`;
  const [reminder] = reminders();
  replace(byId("told"));
  if (reminder) {
    byId("told").append(element("div", { className: "notice warning" },
      element("p", {}, element("strong", { textContent: t(`Số liệu ngày ${localDate(Date.parse(reminder.day))}`, `Figures of ${localDate(Date.parse(reminder.day))}`) })),
      ...reminder.text.split("\n").map((sentence) => element("p", { textContent: sentence, lang: "vi" }))));
  }
  const kept = form.elements.cause ? form.elements.cause.value : "";
  const legend = form.querySelector("legend");
  replace(byId("causes"), legend, ...told.causes.map(causeChoice));
  if (kept) form.elements.cause.value = kept;
  byId("until-hint").textContent = t(
    `Trong những ngày này điểm không bị nhắc. Nhiều nhất ${told.longest_away_days} ngày.`,
    `You are not reminded on these days. At most ${told.longest_away_days} days.`);
  byId("until").min = localDay(Date.now());
  byId("until").max = localDay(Date.now() + told.longest_away_days * DAY_MS);
  const others = told.entries.filter((entry) => entry !== reminder);
  replace(byId("earlier"));
  if (others.length) {
    byId("earlier").append(
      element("h2", { textContent: t("Lịch sử của điểm", "History") }),
      element("div", { className: "card" }, element("ul", {}, ...others.map((entry) => line(entry, told.causes)))));
  }
  follow();
}

async function open() {
  show("loading");
  try {
    told = (await ask("GET", "history")).body;
    show("answer", showAnswer);
  } catch (error) {
    showProblem(() => Object.assign(requestProblem(error), { actions: [[t("Thử lại", "Try again"), "button", open]] }));
  }
}

function doneText(entry) {
  if (entry.event === "asked") return t("Cán bộ sẽ liên hệ theo số điện thoại đã đăng ký. Trong lúc chờ, điểm không bị nhắc.", "An official will call the phone that is registered. You are not reminded while you wait.");
  if (entry.until) return t(`Đến hết ngày ${localDate(Date.parse(entry.until))}, điểm được xem là tạm nghỉ. Khách đến vẫn quét mã được.`, `Until the end of ${localDate(Date.parse(entry.until))} your place counts as closed. Visitors can still scan.`);
  return t("Trả lời đã vào lịch sử của điểm, cán bộ phụ trách sẽ xem.", "Your answer is in the history of your place, where officials read it.");
}

async function send(event) {
  event.preventDefault();
  clearErrors(form);
  replace(byId("news"));
  const cause = chosen();
  const wantsHelp = Boolean(cause && cause.help && byId("help").checked);
  const body = { cause: cause ? cause.cause : undefined, text: byId("text").value };
  if (cause && cause.cause === "closed") body.until = byId("until").value;
  const sender = form.querySelector("button.go");
  sender.disabled = true;
  try {
    const { body: entry } = await ask("POST", wantsHelp ? "help" : "answers", body);
    show("done", () => { byId("done-text").textContent = doneText(entry); });
  } catch (error) {
    const homeless = showErrors(form, error.details || []);
    const problem = requestProblem(error);
    if (!(error.details || []).length || homeless.length) {
      replace(byId("news"), element("p", { className: "notice problem", textContent: homeless.length ? homeless[0].message : problem.text }));
    }
  } finally {
    sender.disabled = false;
  }
}

startLanguage();
forgiveOnChange(form);
form.addEventListener("submit", send);
byId("more").addEventListener("click", open);
link = readLink(location.hash);
if (link) open();
else show("none");
