/** Check-ins of this phone's own people that found no network: kept in the queue, and shown as unsent until they are. */
import { ApiError } from "./api.js";
import { localTime } from "./days.js";
import { button, byId, element, replace } from "./element.js";
import { t } from "./i18n.js";
import { notePlace } from "./places.js";
import * as queue from "./queue.js";
import { wake } from "./sending.js";

const FIRST_TRY_MS = 1500;

/** Puts what the server has not confirmed of an outing into the queue. Gives false where this browser keeps nothing. */
export async function keep(outing, card) {
  const events = outing.entries.filter((entry) => !entry.answer).map((entry) => entry.checkin);
  try {
    await queue.add(events, { venue: card.name });
  } catch (error) {
    return false;
  }
  setTimeout(wake, FIRST_TRY_MS);
  return true;
}

function refusal({ httpStatus, error, message, details }) {
  return new ApiError({ status: httpStatus, body: { error, message, details }, retryAfter: null, serverTime: null });
}

/**
 * What has become of an outing that was kept: true when the server has confirmed all of it, false while some of it
 * waits. Throws ApiError as `send` of outing.js does; what is settled is taken out of the queue.
 */
export async function collect(outing) {
  const kept = new Map((await queue.entries("self")).map((found) => [found.id, found]));
  for (const entry of outing.entries) {
    const found = kept.get(entry.checkin.id);
    if (!found || found.status === "waiting") continue;
    await queue.remove([found.id]);
    if (found.status === "refused") throw Object.assign(refusal(found), { entry });
    entry.answer = found.answer;
  }
  return outing.entries.every((entry) => entry.answer);
}

/** How many check-ins wait on this phone. */
export async function waiting() {
  try {
    return (await queue.tally("self")).waiting;
  } catch (error) {
    return 0;
  }
}

function line({ event, about }) {
  const way = event.direction === "in" ? t("vào", "in") : t("ra", "out");
  return `${event.person.name}: ${way} ${about.venue}, ${localTime(Date.parse(event.at))}`;
}

function list(title, entries, className) {
  return element("div", { className: `notice ${className}` },
    element("p", {}, element("strong", { textContent: title })),
    element("ul", {}, ...entries.map((entry) => element("li", { textContent: line(entry) + (entry.message ? `. ${entry.message}` : "") }))));
}

/** Shows what earlier visits left in the queue: what waits, what was sent since, what was refused. */
export async function showLeftovers() {
  let all = [];
  try {
    all = await queue.entries("self");
  } catch (error) {
    return;
  }
  const of = (status) => all.filter((entry) => entry.status === status);
  const boxes = [];
  if (of("waiting").length) boxes.push(list(t("Đã lưu trên máy, chưa gửi", "Kept on this phone, not sent yet"), of("waiting"), "warning"));
  if (of("stored").length) boxes.push(list(t("Đã gửi xong", "Sent"), of("stored"), ""));
  if (of("refused").length) {
    const box = list(t("Không được nhận, chưa ghi nhận", "Not accepted, not recorded"), of("refused"), "problem");
    box.append(button(t("Đã hiểu, bỏ khỏi máy", "Understood, remove"), "link", async () => {
      await queue.remove(of("refused").map(({ id }) => id));
      showLeftovers();
    }));
    boxes.push(box);
  }
  replace(byId("kept"), ...boxes);
}

/** Takes what was sent while nobody looked out of the queue, and remembers it as the last visit of its venue. */
export async function forgetSent() {
  const sent = (await queue.entries("self").catch(() => [])).filter((entry) => entry.status === "stored");
  sent.forEach(({ event, answer }) => notePlace(event.venue, { last: {
    code: event.venue,
    venue: answer.venue_name,
    commune: answer.commune_name || "",
    direction: answer.direction,
    at: Date.parse(answer.at),
    people: sent.filter((other) => other.event.venue === event.venue && other.event.at === event.at)
      .map((other) => ({ name: other.event.person.name, alert: other.answer.alert })),
  } }));
  await queue.remove(sent.map(({ id }) => id)).catch(() => {});
}
