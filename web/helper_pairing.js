/** Pairing: a link or code of the venue's owner makes this device one of the venue's. */
import { ApiError } from "./api.js";
import { byId, element, replace } from "./element.js";
import * as device from "./helper_device.js";
import { signal } from "./helper_signals.js";
import { cameraWords } from "./helper_words.js";
import { t } from "./i18n.js";
import { openScanner } from "./scanner.js";

let scanner = null;
let paired = () => {};

function say(text, className) {
  replace(byId("pair-news"), ...(text ? [element("p", { className: className || "notice problem", textContent: text })] : []));
}

/** Ends the camera of this view. */
export function stopPairing() {
  if (scanner) scanner.stop();
  scanner = null;
  byId("pair-scanner").hidden = true;
  byId("pair-scan").hidden = false;
}

function whyNot(error) {
  if (error instanceof ApiError && error.status === 401) {
    return t(
      "Mã ghép máy này không còn dùng được: đã dùng rồi, hoặc quá 15 phút. Xin tạo mã mới trên trang quản lý điểm.",
      "This pairing code is worth nothing any more: it was used, or is older than 15 minutes. Please make a new one on the venue’s page.",
    );
  }
  if (error instanceof ApiError) return t("Hệ thống đang bận. Xin thử lại sau ít giây.", "The system is busy. Please try again in a few seconds.");
  return t("Không có mạng. Ghép máy cần mạng một lần; sau đó máy quét được cả khi mất mạng.", "No network. Pairing needs it once; after that the device works without.");
}

/** Claims a token and goes on, or says why not. */
export async function pairWith(token) {
  stopPairing();
  say(t("Đang ghép máy…", "Pairing…"), "busy");
  try {
    await device.pair(token);
    say("");
    byId("pair-form").reset();
    paired();
  } catch (error) {
    say(whyNot(error));
  }
}

function take(text) {
  const token = device.pairingToken(text);
  if (token) {
    pairWith(token);
    return;
  }
  signal("refused");
  say(t("Đây không phải mã ghép máy. Mã ghép máy ở trang quản lý điểm.", "This is not a pairing code. It is on the venue’s page."));
}

async function scan() {
  say("");
  byId("pair-scanner").hidden = false;
  byId("pair-scan").hidden = true;
  try {
    scanner = await openScanner(byId("pair-video"), take);
  } catch (error) {
    stopPairing();
    const [first] = cameraWords(error.reason).split(/(?<=\.)\s/);
    say(`${first} ${t("Xin dán đường liên kết vào ô dưới.", "Please paste the link below.")}`);
  }
}

/** The token in the address of the page, which is taken out of it at once; or null. */
export function tokenInAddress() {
  const token = device.pairingToken(location.hash);
  if (location.hash.startsWith("#pair=")) history.replaceState(null, "", location.pathname);
  return token;
}

/** Wires the view; `done` is called when the device is paired. Call once. */
export function preparePairing(done) {
  paired = done;
  byId("pair-scan").addEventListener("click", scan);
  byId("pair-form").addEventListener("submit", (event) => {
    event.preventDefault();
    take(event.target.elements.link.value);
  });
}
