/** The check-in page, `/C/{code}`: the venue, then who comes, then in or out. */
import { ApiError, request } from "./api.js";
import { inAppBrowser } from "./browser.js";
import { now } from "./clock.js";
import { reading, spaced } from "./code.js";
import { confirm } from "./confirmation.js";
import { localDay, localTime } from "./days.js";
import { checkIn, showAgain, showRefused, shown } from "./delivery.js";
import { choice, openDoor } from "./door.js";
import { byId, element, replace } from "./element.js";
import { askToForget } from "./forgetting.js";
import { onLanguage, startLanguage, t } from "./i18n.js";
import { startNotices } from "./kept_notice.js";
import { forget, lasting } from "./memory.js";
import { keepOffline } from "./offline.js";
import * as party from "./party.js";
import { doubleOf, notePlace, place } from "./places.js";
import { showProblem } from "./problem_view.js";
import { codeProblem, unknownVenue, venueProblem } from "./problems.js";
import * as registration from "./registration.js";
import { startSending } from "./sending.js";
import { refresh } from "./views.js";

/** The venue that this page is of. */
let code = "";
let card = null;
let writeNotices = () => {};

// ── The venue ──

function showCard() {
  byId("venue").hidden = false;
  const name = card.name || t(`Điểm ${spaced(code)}`, `Venue ${spaced(code)}`);
  const where = card.name
    ? [card.commune_name, card.district_name].filter(Boolean).join(", ")
    : t("Không có mạng nên chưa thấy tên điểm. Bạn vẫn khai được.", "No network, so its name is not shown yet. You can check in all the same.");
  byId("venue-name").textContent = name;
  byId("venue-place").textContent = where;
  document.title = `${name} · Truy Vết`;
}

const typeAnother = () => [t("Nhập mã khác", "Type another code"), "button plain", () => { location.href = "/"; }];

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
  await renewCard();
}

async function renewCard() {
  try {
    const before = card;
    card = (await request("GET", `/api/venues/${code}`)).body;
    notePlace(code, { card });
    // Not over a screen that tells what became of a check-in; leaving that one comes by here again.
    if ((!before || before.status !== card.status) && !shown()) enter();
    else if (JSON.stringify(card) !== JSON.stringify(before)) { showCard(); refresh(); }
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      showProblem(() => Object.assign(unknownVenue(code), { unrecorded: true, actions: [typeAnother()] }));
      return;
    }
    addEventListener("online", renewCard, { once: true });
    if (card) return;
    // The code alone is enough to check in with; what it is called will be known when the network is back.
    card = { code, name: "", status: "open" };
    enter();
  }
}

// ── Who comes ──

/** Where the earlier owner of this phone went is nothing to the new one. */
function newOwner() {
  forget("places");
  forget("diary");
  notePlace(code, { card });
  door();
}

// ── In or out ──

function door() {
  writeNotices();
  openDoor(code, card, {
    go,
    edit: (member) => registration.edit(member, { back: door, done: door }),
    declare: (member) => registration.declare(member, { back: door, done: door }),
    add: () => registration.addCompanion({ back: door, done: door }),
    notMe: () => registration.addOwner({ back: door, done: newOwner }),
    forget: () => askToForget(door),
  });
}

function go(direction) {
  const earlier = doubleOf(code, direction, party.along().map(({ person }) => person.name), now());
  if (earlier) sayDouble(earlier);
  else leaveFor(direction);
}

function doubleWords({ unsent }) {
  const there = unsent
    ? t("Lượt đó đã lưu trên máy và sẽ tự gửi, không cần bấm lại.", "That visit is saved here and will be sent.")
    : t("Lượt đó đã được ghi nhận, không cần bấm lại.", "That visit is recorded. There is no need to tap again.");
  const extended = t("Nếu bấm thêm trong 5 phút, hệ thống vẫn tính là một lần đến, kéo dài tới lần bấm sau.",
    "Another tap within 5 minutes counts as the same stay, extended to the later tap.");
  return `${there} ${extended}`;
}

function sayDouble(earlier) {
  const other = earlier.direction === "in" ? "out" : "in";
  showProblem(() => {
    const time = localTime(earlier.at);
    const again = earlier.unsent ? t("Xem lại màn hình đã lưu", "Show it again") : t("Xem lại màn hình xác nhận", "Show the confirmation again");
    const labels = { in: t("VÀO", "IN"), out: t("RA", "OUT") };
    return {
      title: earlier.direction === "in" ? t(`Bạn đã vào lúc ${time}`, `You came in at ${time}`) : t(`Bạn đã ra lúc ${time}`, `You left at ${time}`),
      text: doubleWords(earlier),
      actions: [
        [again, "button", () => (earlier.unsent ? showAgain(earlier.outing, enter) : confirm(earlier, door))],
        [labels[other], "button plain", () => leaveFor(other)],
        [t(`Vẫn ghi thêm một lượt ${labels[earlier.direction]}`, `Record ${labels[earlier.direction]} once more`), "button plain", () => leaveFor(earlier.direction)],
        [t("Quay lại", "Back"), "link", door],
      ],
    };
  });
}

function leaveFor(direction) {
  checkIn(card, Object.assign({ direction }, choice(code, card)), enter);
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
  const back = () => {
    writeNotices();
    if (card) enter();
    else openVenue();
  };
  writeNotices = startNotices(shown, (entry) => {
    showRefused(entry, back);
    writeNotices();
  });
  keepOffline("/checkin");
  startSending();
  const scanned = reading(location.pathname.replace(/^\/c\/?/i, "").replace(/%20|\+/g, " "));
  if (scanned.kind !== "venue") {
    showProblem(() => Object.assign(codeProblem(scanned.kind), { unrecorded: true, actions: [typeAnother()] }));
    return;
  }
  code = scanned.code;
  openVenue();
}

start();
