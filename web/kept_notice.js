/** What of this phone is not sent yet and since when, what has been sent since, what was refused: always in sight. */
import * as clock from "./clock.js";
import { spaced } from "./code.js";
import { localDate, localDay, localTime } from "./days.js";
import { button, byId, element, replace } from "./element.js";
import { onLanguage, t } from "./i18n.js";
import * as kept from "./kept.js";
import { record } from "./outing.js";
import { wakeNow } from "./sending.js";
import { onSettled } from "./sync.js";

/** Outings that were sent since this page was opened. */
const sent = [];

/** A time of today, or with its day. */
export function moment(at) {
  const day = localDay(at) === localDay(clock.now()) ? "" : ` ${localDate(at).slice(0, 5)}`;
  return localTime(at) + day;
}

/** `Chờ gửi: 2 lượt, từ 07:15` */
export function waitingWords({ waiting, since }) {
  return t(`Chờ gửi: ${waiting} lượt, từ ${moment(since)}`, `Waiting: ${waiting}, since ${moment(since)}`);
}

function visitWords({ code, venue, direction, at, people }) {
  const way = direction === "in" ? t("Vào", "In at") : t("Ra khỏi", "Out of");
  const names = people.map(({ name }) => name).join(", ");
  return `${way} ${venue || t(`điểm ${spaced(code)}`, `venue ${spaced(code)}`)}, ${moment(at)}: ${names}`;
}

function box(className, head, lines, ...more) {
  return element("div", { className: `notice ${className}` },
    element("p", {}, element("strong", { textContent: head })),
    ...(lines.length ? [element("ul", {}, ...lines.map((text) => element("li", { textContent: text })))] : []),
    ...more);
}

function waitingBox(outings, tally) {
  const lines = outings.map((mine) => mine.filter((entry) => entry.status === "waiting" && kept.ours(entry)))
    .filter((mine) => mine.length).map((mine) => visitWords(record(mine)));
  const send = button(t("Gửi ngay", "Send now"), "link", async () => {
    send.disabled = true;
    await wakeNow();
    send.disabled = false;
  });
  return box("waiting", waitingWords(tally), lines, send);
}

function refusedBox(entry, open) {
  const [reason] = [...(entry.details || []), entry];
  const visit = kept.ours(entry) ? [visitWords(record([entry]))] : [];
  return box("problem", t("CHƯA GHI NHẬN", "NOT RECORDED"), [...visit, reason.message],
    button(t("Xem và xử lý", "See what to do"), "link", () => open(entry)));
}

function sentBox() {
  return box("sent", t("Đã gửi", "Sent"), sent.map((visit) => (
    visitWords(visit) + t(`. Đã gửi lúc ${moment(visit.sent)}`, `. Sent at ${moment(visit.sent)}`))));
}

/**
 * Writes the notices, and again after each change. `shown()` gives the outing that has the screen to itself, or "";
 * `open(entry)` shows what can be done about a refused one.
 */
export function startNotices(shown, open) {
  const write = async () => {
    sent.push(...await kept.settleOthers(shown()));
    const [outings, tally] = [await kept.outings(), await kept.tally()];
    const refused = [].concat(...outings).filter(({ status, about }) => status === "refused" && about.outing !== shown());
    replace(byId("kept"),
      ...(tally.waiting ? [waitingBox(outings, tally)] : []),
      ...refused.map((entry) => refusedBox(entry, open)),
      ...(sent.length ? [sentBox()] : []));
  };
  onSettled(write);
  onLanguage(write);
  addEventListener("online", write);
  write();
  return write;
}
