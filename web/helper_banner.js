/** What became of the last scan, readable from a metre away in the sun. The words say what the colour says. */
import { localTime } from "./days.js";
import { byId, element, replace } from "./element.js";
import { t } from "./i18n.js";
import { refusal, warningWords } from "./helper_words.js";

/** `{state, …}`: "idle"; "saved", "sent", "refused" with `entry`; "wrong" with `reason`; "trouble" with `title`, `text`. */
let present = { state: "idle" };

const HEADS = {
  saved: () => t("ĐÃ LƯU TRÊN MÁY, CHƯA GỬI", "SAVED HERE, NOT SENT YET"),
  sent: (direction) => (direction === "in" ? t("ĐÃ VÀO", "CHECKED IN") : t("ĐÃ RA", "CHECKED OUT")),
  refused: () => t("KHÔNG NHẬN", "NOT ACCEPTED"),
};

function direction(entry) {
  return entry.event.direction === "in" ? t("vào", "in") : t("ra", "out");
}

function ofEntry({ state, entry, message }) {
  const { about, event } = entry;
  const lines = [
    element("p", { className: "head", textContent: HEADS[state](event.direction) }),
    element("p", { className: "who", textContent: about.shown || t("Thẻ Truy Vết", "Truy Vết badge") }),
    element("p", { className: "when", textContent: `${localTime(Date.parse(event.at))} · ${direction(entry)}` }),
  ];
  if (about.alert) {
    lines.push(element("p", { className: "odd", textContent: t("CẦN LƯU Ý: có dấu hiệu hoặc tiếp xúc. Xin chưa cho vào.", "ATTENTION: signs or contact. Please do not let in yet.") }));
  }
  about.warnings.forEach((warning) => lines.push(element("p", { className: "odd", textContent: `! ${warningWords(warning)}` })));
  if (state === "refused" && message) lines.push(element("p", { textContent: message }));
  return lines;
}

function content() {
  if (present.entry) return ofEntry(present);
  if (present.state === "idle") {
    return [element("p", { className: "who", textContent: t("Sẵn sàng", "Ready") }),
      element("p", { textContent: t("CCCD, mã QR cá nhân, thẻ BHYT, thẻ Truy Vết", "CCCD, personal QR, BHYT card, Truy Vết badge") })];
  }
  const [title, text] = present.state === "wrong" ? refusal(present.reason) : [present.title(), present.text()];
  return [element("p", { className: "head", textContent: title }), element("p", { textContent: text })];
}

/** Writes the banner again, in the language of the reader. */
export function writeBanner() {
  const banner = byId("banner");
  banner.dataset.state = present.entry && present.entry.about.alert && present.state !== "refused" ? "attention" : present.state;
  banner.dataset.sending = present.state;
  banner.dataset.id = present.entry ? present.entry.id : "";
  replace(banner, ...content());
}

/** Shows what happened, and says it to screen readers. */
export function showBanner(news) {
  present = news;
  writeBanner();
  byId("announcement").textContent = byId("banner").textContent;
}

/** Where the banner is of one of these events, shows what the server said of it. `results` as `onSettled` has them. */
export function settleBanner(results) {
  const mine = present.entry && results.find(({ id }) => id === present.entry.id);
  if (!mine || mine.status === "retry") return;
  if (mine.alert) present.entry.about.alert = true;
  showBanner({ state: mine.status === "refused" ? "refused" : "sent", entry: present.entry, message: mine.message });
}
