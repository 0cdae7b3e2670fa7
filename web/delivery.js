/** From the tap to the confirmation: kept on the phone first, then sent; the screen follows whatever becomes of it. */
import { personOf } from "./checkin.js";
import * as clock from "./clock.js";
import { confirm, showSaved } from "./confirmation.js";
import { localTime } from "./days.js";
import { t } from "./i18n.js";
import * as kept from "./kept.js";
import { waitingWords } from "./kept_notice.js";
import { correctedTime, memberOf, record, startOuting } from "./outing.js";
import * as party from "./party.js";
import { lastElsewhere } from "./places.js";
import { showProblem, showSending } from "./problem_view.js";
import { requestProblem } from "./problems.js";
import * as registration from "./registration.js";
import { wakeNow } from "./sending.js";
import { onSettled } from "./sync.js";

/** The server is waited for so long before the screen says that the check-in is only saved. */
const PATIENCE_MS = 5000;

/** The outing on the screen, `{id, saved, back}`, or null. */
let present = null;

/** The outing on the screen, or "". */
export function shown() {
  return present ? present.id : "";
}

/** Shows an outing again that waits; `back` as for `checkIn`. */
export function showAgain(id, back) {
  present = { id, saved: true, back };
  follow(true);
}

function leave(back) {
  present = null;
  back();
}

/** Takes the party in or out at a venue. `choice` as in checkin.js; `back` is called when the person is through. */
export async function checkIn(card, choice, back) {
  const along = party.along();
  const left = choice.direction === "in" ? lastElsewhere(card.code, along.map(({ person }) => person.name), clock.now()) : null;
  const outing = startOuting(card, along, party.members()[0], choice, left ? left.venue : "");
  present = { id: outing.about.outing, saved: false, back };
  showSending(0, along.length);
  const queued = await kept.keep(outing);
  kept.noteLast(record(await kept.outing(present.id)));
  await send(queued);
}

async function send(queued) {
  if (!queued) return sendByItself();
  const mine = present;
  const impatient = setTimeout(() => { if (present === mine) follow(true); }, PATIENCE_MS);
  await wakeNow();
  clearTimeout(impatient);
  return present === mine && follow(true);
}

/** Where this browser keeps nothing, the page has to stay open. */
async function sendByItself() {
  const { id, back } = present;
  const waiting = async () => (await kept.outing(id)).filter(({ status }) => status === "waiting");
  const giveUp = async () => { await kept.drop(await waiting()); leave(back); };
  const again = () => { showSending(0, 1); sendByItself(); };
  try {
    await kept.sendLoose();
    await follow(false);
  } catch (error) {
    showProblem(() => Object.assign(requestProblem(error), { unrecorded: true, actions: [
      [t("Gửi lại", "Send again"), "button", again], [t("Thôi, không gửi", "Do not send"), "link", giveUp],
    ] }));
  }
}

/** Shows how far the outing on the screen is; `tried`: it does not look as if the answer would come at once. */
async function follow(tried) {
  const mine = present;
  const [entries, tally] = [await kept.outing(mine.id), await kept.tally()];
  if (present !== mine) return;
  const waiting = entries.filter(({ status }) => status === "waiting").length;
  const refused = entries.find(({ status }) => status === "refused");
  const { back } = mine;
  if (waiting && (tried || mine.saved)) {
    mine.saved = true;
    showSaved(record(entries), () => waitingWords(tally), { again: () => { wakeNow(); }, done: () => leave(back) });
  } else if (waiting) {
    showSending(entries.length - waiting, entries.length);
  } else if (refused) {
    showRefused(refused, back);
  } else if (entries.length) {
    const visit = await kept.settle(entries);
    present = null;
    confirm(Object.assign(visit, { late: visit.late || mine.saved }), back);
  } else {
    // Another tab has settled it.
    leave(back);
  }
}

// ── What the server refused ──

/** Shows why an entry was refused, and what can be done about it. */
export function showRefused(entry, back) {
  const error = kept.refusal(entry);
  const member = party.member(memberOf(entry));
  const onForm = (prefix) => error.details.filter(({ field }) => field.startsWith(prefix));
  const form = [["person.", registration.edit], ["declaration.", registration.declare]]
    .find(([prefix]) => onForm(prefix).length);
  present = { id: entry.about.outing, saved: false, back };
  if (error.code !== "invalid" || !form || !member) {
    sayRefused(entry, error, back);
    return;
  }
  const [prefix, correct] = form;
  correct(member, { errors: onForm(prefix), back: () => leave(back), done: () => {
    const { declaration } = party.member(member.id);
    resend([entry], () => ({ person: personOf(party.member(member.id), party.members()[0]), declaration }));
  } });
}

async function resend(entries, changesOf) {
  showSending(0, entries.length);
  const [queued] = await Promise.all(entries.map((entry) => kept.resubmit(entry, changesOf(entry))));
  await send(queued);
}

/** The clock was wrong for everybody who went along. */
async function correctTimes(id) {
  const now = clock.now();
  const wrong = (await kept.outing(id)).filter((entry) => entry.status === "refused" && correctedTime(entry, now));
  resend(wrong, (entry) => ({ at: new Date(correctedTime(entry, now)).toISOString() }));
}

function sayRefused(entry, error, back) {
  const clockIsWrong = error.code === "too_early" || error.code === "too_late";
  const at = clockIsWrong && correctedTime(entry, clock.now());
  const drop = async () => {
    await kept.drop([entry]);
    if ((await kept.outing(shown())).length) follow(true);
    else leave(back);
  };
  showProblem(() => {
    const actions = [
      [t("Đã hiểu, bỏ lượt này", "Understood, drop it"), at ? "button plain" : "button", drop],
      [t("Để sau", "Decide later"), "link", () => leave(back)],
    ];
    const correct = () => correctTimes(entry.about.outing);
    if (at) actions.unshift([t(`Gửi với giờ đúng: ${localTime(at)}`, `Send with the right time: ${localTime(at)}`), "button", correct]);
    const problem = requestProblem(error);
    const text = Object.keys(entry.about.members).length > 1 ? `${entry.event.person.name}: ${problem.text}` : problem.text;
    return Object.assign(problem, { text, unrecorded: true, actions });
  });
}

onSettled((results) => {
  if (present && present.saved && results.length) follow(true);
});
