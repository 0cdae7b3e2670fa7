/** The helper's page, `/helper`: pairing first, then the desk, and what waits. */
import "./helper_batches.js";
import { byId, element, replace } from "./element.js";
import { settleBanner } from "./helper_banner.js";
import * as desk from "./helper_desk.js";
import * as device from "./helper_device.js";
import { pairWith, preparePairing, stopPairing, tokenInAddress } from "./helper_pairing.js";
import { allowSound } from "./helper_signals.js";
import { renew, writeLine, writeWaiting } from "./helper_waiting.js";
import { startLanguage, t } from "./i18n.js";
import * as numbered from "./numbered_queue.js";
import { keepOffline } from "./offline.js";
import { decoderFiles } from "./scanner.js";
import { startSending } from "./sending.js";
import { onSettled } from "./sync.js";
import { show } from "./views.js";

/** The line of what waits tells a time; and another tab, or the browser in the background, may have sent. */
const RENEW_MS = 10000;
/** By this the page of a paper pad asks for another pairing. */
const PAIR_ANEW = "#new";

function openPairing() {
  byId("pair-back").hidden = !device.present();
  show("pair", () => {}, stopPairing);
}

async function openWaiting() {
  await renew();
  show("waiting", () => writeWaiting(openDesk, openPairing));
}

function openDesk() {
  if (device.present().paper) {
    // Lines of a pad are typed in on a page of their own.
    location.replace("/paper");
    return;
  }
  show("desk", () => { desk.writeDesk(); writeLine(); }, desk.stopCamera);
  desk.openDesk();
  renew();
}

async function begin() {
  openDesk();
  await startSending();
  await device.renewVenues();
  if (!byId("view-desk").hidden) desk.writeDesk();
}

async function settled(results) {
  settleBanner(results);
  await Promise.all([renew(), device.learn()]);
}

async function start() {
  startLanguage();
  ["pointerdown", "keydown"].forEach((touch) => addEventListener(touch, allowSound, { passive: true }));
  decoderFiles().then((files) => keepOffline("/helper", files));
  if (!(await numbered.usable())) {
    const text = t(
      "Trình duyệt này không cho lưu trên máy (chế độ ẩn danh?). Máy khai giúp phải lưu được. Xin mở bằng trình duyệt thường.",
      "This browser keeps nothing on the device (private mode?). A helper’s device has to. Please open the page in a normal window.",
    );
    replace(byId("view-loading"), element("p", { className: "notice problem", textContent: text }));
    return;
  }
  preparePairing(begin);
  desk.prepareDesk();
  byId("waiting-line").addEventListener("click", openWaiting);
  byId("pair-back").addEventListener("click", openDesk);
  onSettled(settled);
  ["online", "offline"].forEach((change) => addEventListener(change, writeLine));
  setInterval(() => { if (device.present()) renew(); }, RENEW_MS);
  const token = tokenInAddress();
  await device.load();
  if (!token && device.present() && location.hash !== PAIR_ANEW) {
    begin();
    return;
  }
  openPairing();
  if (token) pairWith(token);
}

start();
