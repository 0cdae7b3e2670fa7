/** The check-in page, `/C/{code}`: the venue, then who comes, then in or out. */
import { ApiError, NetworkError, request } from "./api.js";
import { inAppBrowser } from "./browser.js";
import { now } from "./clock.js";
import { reading } from "./code.js";
import { confirm } from "./confirmation.js";
import { localDay, localTime } from "./days.js";
import { choice, openDoor } from "./door.js";
import { byId, element, replace } from "./element.js";
import { onLanguage, startLanguage, t } from "./i18n.js";
import * as kept from "./kept.js";
import { forget, lasting } from "./memory.js";
import { keepOffline } from "./offline.js";
import * as outings from "./outing.js";
import * as party from "./party.js";
import { doubleOf, notePlace, place } from "./places.js";
import { showProblem, showSending, waitToSend } from "./problem_view.js";
import { codeProblem, requestProblem, unknownVenue, venueProblem } from "./problems.js";
import * as registration from "./registration.js";
import { startSending, wakeNow } from "./sending.js";
import { onSettled } from "./sync.js";
import { refresh } from "./views.js";

/** The venue that this page is of. */
let code = "";
let card = null;
/** The outing on the screen that waits for a network, or null. */
let unsent = null;

// ── The venue ──

function showCard() {
  byId("venue").hidden = false;
  byId("venue-name").textContent = card.name;
  byId("venue-place").textContent = [card.commune_name, card.district_name].filter(Boolean).join(", ");
  document.title = `${card.name} · Truy Vết`;
}

const typeAnother = () => [t("Nhập mã khác", "Type another code"), "button plain", () => { location.href = "/"; }];

function cardProblem(error) {
  const unknown = error instanceof ApiError && error.status === 404;
  const again = [t("Thử lại", "Try again"), "button", openVenue];
  showProblem(() => Object.assign(unknown ? unknownVenue(code) : requestProblem(error), {
    unrecorded: true,
    actions: unknown ? [typeAnother()] : [again],
  }), () => removeEventListener("online", openVenue));
  if (!unknown) addEventListener("online", openVenue);
}

function enter() {
  showCard();
  if (card.status !== "open") {
    showProblem(() => Object.assign(venueProblem(card.status), { unrecorded: true, actions: [typeAnother()] }));
  } else if (party.members().length) {
    door();
  } else {
    registration.addOwner({ done: door });
  }
}

/** A stall is chosen anew each day, except by those who work there. */
function forgetStall() {
  const { zone, visitor, last } = place(code);
  const today = last && localDay(last.at) === localDay(now());
  if (zone && visitor !== "staff" && !today) notePlace(code, { zone: null });
}

/** Shows a venue that this phone knows at once, and looks behind the person's back whether it has changed. */
async function openVenue() {
  forgetStall();
  card = place(code).card || null;
  if (card) enter();
  try {
    const { body } = await request("GET", `/api/venues/${code}`);
    const news = JSON.stringify(body) !== JSON.stringify(card);
    notePlace(code, { card: body });
    const first = !card;
    const reopened = card && card.status !== body.status;
    card = body;
    if (first || reopened) enter();
    else if (news) { showCard(); refresh(); }
  } catch (error) {
    if (!card || (error instanceof ApiError && error.status === 404)) cardProblem(error);
  }
}

// ── Who comes ──

/** Where the earlier owner of this phone went is nothing to the new one. */
function newOwner() {
  forget("places");
  notePlace(code, { card });
  door();
}

async function forgetAll() {
  const waiting = await kept.waiting();
  const unsentWords = waiting
    ? t(` Còn ${waiting} lượt chưa gửi: máy giữ đến khi gửi xong.`, ` ${waiting} check-ins are not sent yet: this phone keeps them until they are.`)
    : "";
  showProblem(() => ({
    title: t("Xóa thông tin trên máy này?", "Delete the data on this phone?"),
    text: t(
      "Tên, số điện thoại, người đi cùng và những điểm đã đến sẽ bị xóa khỏi điện thoại này. "
        + "Lượt đã khai vẫn được lưu an toàn ở máy chủ theo quy định.",
      "Names, phone numbers, companions and places visited are deleted from this phone. "
        + "Visits already declared stay with the server, protected, as the rules ask.",
    ) + unsentWords,
    actions: [
      [t("Xóa", "Delete"), "button danger", () => { forget(); location.reload(); }],
      [t("Giữ lại", "Keep"), "button plain", door],
    ],
  }));
}

// ── In or out ──

function door() {
  openDoor(code, card, {
    go,
    edit: (member) => registration.edit(member, { back: door, done: door }),
    declare: (member) => registration.declare(member, { back: door, done: door }),
    add: () => registration.addCompanion({ back: door, done: door }),
    notMe: () => registration.addOwner({ back: door, done: newOwner }),
    forget: forgetAll,
  });
}

function go(direction) {
  const earlier = doubleOf(code, direction, now());
  if (earlier) sayDouble(earlier);
  else leaveFor(direction);
}

function sayDouble(earlier) {
  const other = earlier.direction === "in" ? "out" : "in";
  showProblem(() => {
    const time = localTime(earlier.at);
    const labels = { in: t("VÀO", "IN"), out: t("RA", "OUT") };
    return {
      title: earlier.direction === "in" ? t(`Bạn đã vào lúc ${time}`, `You came in at ${time}`) : t(`Bạn đã ra lúc ${time}`, `You left at ${time}`),
      text: t("Lượt đó đã được ghi nhận, không cần bấm lại.", "That visit is recorded. There is no need to tap again."),
      actions: [
        [t("Xem lại màn hình xác nhận", "Show the confirmation again"), "button", () => confirm(earlier, door)],
        [labels[other], "button plain", () => leaveFor(other)],
        [t(`Vẫn ghi thêm một lượt ${labels[earlier.direction]}`, `Record ${labels[earlier.direction]} once more`), "button plain", () => leaveFor(earlier.direction)],
        [t("Quay lại", "Back"), "link", door],
      ],
    };
  });
}

function leaveFor(direction) {
  const [owner] = party.members();
  const chosen = Object.assign({ direction }, choice(code, card));
  deliver(outings.startOuting(code, party.along(), owner, chosen));
}

async function deliver(outing) {
  const sending = () => showSending(outings.confirmed(outing), outing.entries.length);
  const wait = async (error, milliseconds) => {
    if (error instanceof NetworkError && (await kept.keep(outing, card))) {
      unsent = outing;
      return false;
    }
    const again = await waitToSend(() => requestProblem(error), milliseconds);
    sending();
    return again;
  };
  sending();
  try {
    await outings.send(outing, wait, sending);
    recorded(outing);
  } catch (error) {
    if (!error.entry) throw error;
    if (unsent === outing) sayKept();
    else refused(outing, error);
  }
}

function recorded(outing) {
  const last = outings.record(outing);
  notePlace(code, { last });
  confirm(last, door);
}

/** Kept on the phone is not recorded: no green, and the guard reads so. */
function sayKept() {
  showProblem(() => ({
    title: t("Đã lưu trên máy, chưa gửi", "Kept on this phone, not sent yet"),
    text: t(
      "Không có mạng. Máy sẽ tự gửi khi có mạng, kể cả khi mở lại trang này sau. Nếu người trực yêu cầu, xin nhờ họ khai giúp.",
      "No network. This phone sends it when the network is back, also when you open this page later. If the staff ask, let them check you in.",
    ),
    unrecorded: true,
    busy: t("Đang chờ mạng", "Waiting for the network"),
    actions: [
      [t("Gửi lại ngay", "Send again now"), "button", () => wakeNow()],
      [t("Quay lại", "Back"), "link", door],
    ],
  }), () => { unsent = null; kept.showLeftovers(); });
}

async function settled() {
  const outing = unsent;
  if (!outing) {
    kept.showLeftovers();
    return;
  }
  try {
    if (await kept.collect(outing)) recorded(outing);
  } catch (error) {
    if (!error.entry) throw error;
    refused(outing, error);
  }
}

function refused(outing, error) {
  const onForm = (prefix) => (error.details || []).filter(({ field }) => field.startsWith(prefix));
  const { member } = error.entry;
  const resume = () => {
    outings.correctMember(outing, error.entry, party.member(member.id));
    deliver(outing);
  };
  const form = [["person.", registration.edit], ["declaration.", registration.declare]]
    .find(([prefix]) => onForm(prefix).length);
  if (error.code !== "invalid" || !form) return sayRefused(outing, error);
  const [prefix, correct] = form;
  return correct(member, { errors: onForm(prefix), back: door, done: resume });
}

function sayRefused(outing, error) {
  const clockIsWrong = error.code === "too_early" || error.code === "too_late";
  const retry = error instanceof NetworkError || error.temporary;
  const time = localTime(outings.correctedTime(outing));
  const correct = () => {
    outings.correctTime(outing);
    deliver(outing);
  };
  showProblem(() => {
    const actions = [[t("Quay lại", "Back"), "link", door]];
    if (clockIsWrong) actions.unshift([t(`Gửi với giờ đúng: ${time}`, `Send with the right time: ${time}`), "button", correct]);
    else if (retry) actions.unshift([t("Gửi lại", "Send again"), "button", () => deliver(outing)]);
    return Object.assign(requestProblem(error), { unrecorded: true, actions });
  });
}

// ── What the browser cannot do ──

function showNotices() {
  const app = inAppBrowser(navigator.userAgent);
  const notices = [];
  if (app) {
    notices.push(t(
      `Bạn đang mở bằng ${app}. ${app} có thể quên thông tin của bạn. Để khai một lần là nhớ, bấm ⋯ rồi chọn “Mở bằng trình duyệt”. Vẫn có thể tiếp tục ở đây.`,
      `You opened this inside ${app}, which may forget your data. To be remembered, tap ⋯ and choose “Open in browser”. You can go on here all the same.`,
    ));
  } else if (!lasting) {
    notices.push(t(
      "Trình duyệt này không cho lưu (chế độ ẩn danh). Vẫn khai được, nhưng lần sau phải nhập lại.",
      "This browser does not keep data (private mode). You can check in, but have to type it again next time.",
    ));
  }
  replace(byId("notices"), ...notices.map((text) => element("p", { className: "notice warning", textContent: text })));
}

function start() {
  startLanguage();
  showNotices();
  onLanguage(showNotices);
  const scanned = reading(location.pathname.replace(/^\/c\/?/i, "").replace(/%20|\+/g, " "));
  if (scanned.kind !== "venue") {
    showProblem(() => Object.assign(codeProblem(scanned.kind), { unrecorded: true, actions: [typeAnother()] }));
    return;
  }
  code = scanned.code;
  openVenue();
  keepOffline("/checkin");
  onSettled(settled);
  onLanguage(kept.showLeftovers);
  kept.showLeftovers().then(kept.forgetSent).then(refresh);
  startSending();
}

start();
