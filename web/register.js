/**
 * Registration of a venue: one form, then its code, its posters and the owner's link.
 *
 * What is typed is kept on this device until it is registered. The token is made here and kept with it, so a
 * registration sent again after a lost answer is the same one and gives the same answer.
 */
import { ApiError, NetworkError, backOff, request } from "./api.js";
import { byId, replace } from "./element.js";
import { clearErrors } from "./form.js";
import { startLanguage, t } from "./i18n.js";
import { forget, recall, remember } from "./memory.js";
import { newToken } from "./owner_link.js";
import { showSending } from "./problem_view.js";
import { requestProblem } from "./problems.js";
import { resultView } from "./registered.js";
import { buildVenueForm, fillVenue, missing, offerUnits, readVenue, showVenueErrors } from "./venue_form.js";
import { announce, show } from "./views.js";
import { waitToSend } from "./wait_view.js";

const DRAFT = "draft";
const form = byId("venue-form");
let token = newToken();
let unsaved = false;

function keepDraft() {
  remember(DRAFT, { body: readVenue(form), token });
}

function problem(text) {
  byId("form-problem").textContent = text;
  byId("form-problem").hidden = !text;
}

function backToForm(errors, text) {
  show("form");
  problem(text || "");
  const homeless = showVenueErrors(form, errors);
  if (homeless.length && !text) problem(homeless.map(({ message }) => message).join(" "));
}

/** Sends until the server answered; null when the person would rather not wait. Throws ApiError of a refusal. */
async function deliver(body) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      showSending(0, 1);
      const answer = await request("POST", "/api/venues", { body });
      if (answer.body.code) return answer.body;
      throw new NetworkError("not our server's answer");
    } catch (error) {
      const passing = !(error instanceof ApiError) || error.status >= 500;
      if (!passing) throw error;
      const kept = () => Object.assign(requestProblem(error), {
        text: t("Thông tin vẫn được giữ trên máy này.", "What you typed is kept on this device."),
      });
      if (!(await waitToSend(kept, backOff(attempt, error.retryAfter)))) return null;
    }
  }
}

function showResult(answer) {
  unsaved = Boolean(answer.owner_token);
  const saved = () => { unsaved = false; };
  const hotline = byId("hotline").textContent.trim();
  show("result", () => replace(byId("view-result"), ...resultView(answer, { hotline, saved, another })));
  announce(t("Đã có mã điểm.", "The place has its code."));
}

async function send(event) {
  event.preventDefault();
  problem("");
  clearErrors(form);
  keepDraft();
  const body = readVenue(form);
  const lacking = missing(form, body);
  if (lacking.length) {
    showVenueErrors(form, lacking);
    return;
  }
  try {
    const answer = await deliver(Object.assign({ owner_token: token }, body));
    if (answer) {
      forget(DRAFT);
      showResult(answer);
    } else {
      backToForm([]);
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    backToForm(error.details, error.details.length ? "" : requestText(error));
  }
}

function requestText(error) {
  return error.status === 429 ? t(error.message, "Too many registrations from this network. Please try again later.") : requestProblem(error).text;
}

async function loadUnits(commune) {
  try {
    await offerUnits(form, commune);
  } catch (error) {
    problem(t("Chưa tải được danh sách xã, phường. Sẽ thử lại khi có mạng.", "The list of communes is not here yet. It comes when the network is back."));
    const again = () => {
      problem("");
      loadUnits(commune);
    };
    addEventListener("online", again, { once: true });
    setTimeout(() => { if (form.elements.district.disabled) again(); }, 5000);
  }
}

function another() {
  forget(DRAFT);
  token = newToken();
  form.reset();
  fillVenue(form, {});
  loadUnits();
  byId("draft").hidden = true;
  show("form");
}

function start() {
  buildVenueForm(form, { fixed: false });
  startLanguage();
  const draft = recall(DRAFT);
  if (draft) {
    token = draft.token;
    fillVenue(form, draft.body);
    byId("draft").hidden = false;
  }
  loadUnits(draft && draft.body.commune);
  form.addEventListener("input", keepDraft);
  form.addEventListener("submit", send);
  byId("draft-clear").addEventListener("click", another);
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}

start();
