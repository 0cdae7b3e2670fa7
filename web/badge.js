/** The page of badges: makes them, gives their cards and the codes that revoke them once, and keeps nothing. */
import { ApiError } from "./api.js";
import { readList } from "./badge_list.js";
import * as making from "./badge_making.js";
import * as rows from "./badge_rows.js";
import { badgeCode } from "./cards.js";
import { button, byId, element, replace } from "./element.js";
import { showErrors } from "./form.js";
import { onLanguage, startLanguage, t } from "./i18n.js";
import { saveLink } from "./paper.js";
import { grouped as asReceipt } from "./receipts.js";
import { announce, show } from "./views.js";

let badges = [];
let files = {};
let copied = false;

function grouped(code) {
  return code.replace(/(.{4})(?=.)/g, "$1 ");
}

function whyNot(error) {
  if (!(error instanceof ApiError)) return t("Không có mạng. Xin kiểm tra 4G hoặc Wi-Fi.", "No network. Please check mobile data or Wi-Fi.");
  if (error.temporary) return t("Hệ thống đang bận. Xin thử lại sau ít phút.", "The system is busy. Please try again in a few minutes.");
  return t(error.message, "The server did not accept it. Please check what was typed.");
}

function tell(place, text, className) {
  replace(byId(place), ...(text ? [element("p", { className: className || "notice problem", textContent: text })] : []));
}

// Making

function writeProgress(done, all) {
  const text = t(`Xong ${done} trên ${all} thẻ`, `${done} of ${all} done`);
  byId("progress").textContent = text;
  if (done % 10 === 0) announce(text);
}

function notMade({ place, reason }) {
  show("make");
  const homeless = showErrors(byId("people-form"), rows.placed(place, reason.details || []));
  if (reason.details && reason.details.length && !homeless.length) return;
  const also = place ? t(` Đã xong ${place} thẻ; bấm “Làm thẻ” để làm tiếp.`, ` ${place} are done; press “Make badges” to go on.`) : "";
  tell("make-news", (homeless.length ? homeless[0].message : whyNot(reason)) + also);
}

async function make(event) {
  event.preventDefault();
  tell("make-news", "");
  const { people, errors } = rows.read();
  showErrors(event.target, errors);
  if (errors.length) return;
  let done = 0;
  show("making", () => writeProgress(done, people.length));
  try {
    badges = await making.makeAll(people, (count) => {
      done = count;
      writeProgress(done, people.length);
    });
  } catch (error) {
    if (!(error instanceof making.NotMade)) throw error;
    notMade(error);
    return;
  }
  [files, copied] = [{}, false];
  show("done", writeDone);
}

function takeList() {
  const people = readList(byId("pasted").value);
  const left = rows.addAll(people);
  byId("list-news").textContent = left
    ? t(`Mỗi lần nhiều nhất ${rows.MOST} người; ${left} người chưa vào danh sách.`, `At most ${rows.MOST} at a time; ${left} are left out.`)
    : t(`Đã thêm ${people.length} người. Xin xem lại ở trên.`, `${people.length} added. Please check them above.`);
  if (people.length) byId("pasted").value = "";
}

// What was made

const FORMATS = [
  ["sheet", () => t("Tạo tệp PDF để in", "Make the PDF to print"), () => t("Tải tệp PDF để in", "Save the PDF to print")],
  ["card", () => t("Mỗi thẻ một trang", "A page for each badge"), () => t("Tải tệp mỗi thẻ một trang", "Save a page for each")],
];

async function draw(format, asked) {
  tell("file-news", "");
  asked.disabled = true;
  asked.classList.add("busy");
  try {
    files[format] = await making.cardsOf(badges, format);
    writeFiles();
    const link = byId("files").querySelector(`[data-format="${format}"]`);
    link.click();
    link.focus();
  } catch (error) {
    writeFiles();
    tell("file-news", whyNot(error));
  }
}

function writeFiles() {
  replace(byId("files"), ...FORMATS.map(([format, label, saved], place) => {
    const asked = files[format]
      ? saveLink(files[format], saved())
      : button(label(), place ? "button plain" : "button go", () => draw(format, asked));
    asked.dataset.format = format;
    return asked;
  }));
}

function keptText() {
  const lines = badges.map((badge) => [badge.name, grouped(badge.badge), badge.revoke_token, asReceipt(badge.receipt)].join("\t"));
  return [t("Họ tên\tMã thẻ\tMã hủy\tMã biên nhận", "Name\tBadge code\tRevocation code\tReceipt code"), ...lines].join("\n");
}

function writeDone() {
  byId("done-title").textContent = t(`Đã làm xong ${badges.length} thẻ`, `${badges.length} ${badges.length > 1 ? "badges" : "badge"} made`);
  byId("copy").textContent = copied ? t("Đã chép", "Copied") : t("Chép tất cả", "Copy all");
  writeFiles();
  replace(byId("kept"), ...badges.map((badge) => element("div", { className: "card kept" },
    element("h3", { textContent: badge.name }),
    element("dl", {},
      element("dt", { textContent: t("Mã thẻ", "Badge code") }),
      element("dd", { className: "code", textContent: grouped(badge.badge) }),
      element("dt", { textContent: t("Mã hủy", "Revocation code") }),
      element("dd", { className: "code", textContent: grouped(badge.revoke_token) }),
      element("dt", { textContent: t("Mã biên nhận", "Receipt code") }),
      element("dd", {}, element("span", { className: "code", textContent: asReceipt(badge.receipt) }), element("br"),
        t("để hỏi ai đã tra cứu, ở /tra-cuu", "to ask who looked, at /tra-cuu")),
      element("dt", { textContent: t("Dùng đến", "Valid until") }),
      element("dd", { textContent: badge.valid_until.split("-").reverse().join("/") })))));
}

/** Without https a page may not reach the clipboard, but a selected field may be copied. */
async function copy() {
  try {
    await navigator.clipboard.writeText(keptText());
    copied = true;
  } catch (error) {
    const field = element("textarea", { value: keptText(), className: "visually-hidden" });
    byId("kept").append(field);
    field.select();
    copied = document.execCommand("copy");
    field.remove();
  }
  byId("copy").textContent = copied ? t("Đã chép", "Copied") : t("Không chép được. Xin in danh sách", "Could not be copied. Please print the list");
  announce(byId("copy").textContent);
}

function startAgain() {
  making.forgetAll();
  [badges, files] = [[], {}];
  replace(byId("kept"));
  rows.clear();
  show("make");
}

// Revoking

async function revoke(event) {
  event.preventDefault();
  const form = event.target;
  const [code, token] = [badgeCode(form.elements.code.value), form.elements.token.value.replace(/\s+/g, "").toUpperCase()];
  const errors = [];
  if (!code) errors.push({ field: "code", message: t("Mã thẻ gồm 16 chữ và số.", "A badge code has 16 letters and digits.") });
  if (!/^[0-9A-Z]{24}$/.test(token)) errors.push({ field: "token", message: t("Mã hủy gồm 24 chữ và số.", "A revocation code has 24 letters and digits.") });
  tell("revoke-news", "");
  showErrors(form, errors);
  if (errors.length) return;
  try {
    await making.revoke(code, token);
    form.reset();
    tell("revoke-news", t("Nếu mã thẻ và mã hủy khớp nhau, thẻ đã được hủy.", "If the badge code and the revocation code belong together, the badge is revoked."), "notice");
  } catch (error) {
    tell("revoke-news", whyNot(error));
  }
}

startLanguage();
rows.clear();
if (/^\/b\//i.test(location.pathname)) {
  // The code has no place in the history of whoever scanned it.
  history.replaceState(null, "", "/badge");
  byId("scanned").hidden = false;
}
onLanguage(rows.rename);
byId("people-form").addEventListener("submit", make);
byId("add").addEventListener("click", () => rows.add().querySelector("input").focus());
byId("take-list").addEventListener("click", takeList);
byId("copy").addEventListener("click", copy);
byId("print").addEventListener("click", () => window.print());
byId("again").addEventListener("click", startAgain);
byId("revoke-form").addEventListener("submit", revoke);
addEventListener("beforeunload", (event) => {
  if (!badges.length) return;
  event.preventDefault();
  event.returnValue = "";
});
