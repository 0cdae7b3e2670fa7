/** The code that pairs a new device with a venue: shown once, for a quarter of an hour, until a device has claimed it. */
import { localTime } from "./days.js";
import { button, element } from "./element.js";
import { t } from "./i18n.js";

/** How long a pairing code may be claimed after it was made. */
export const PAIRING_MS = 15 * 60 * 1000;
const LOOK_MS = 4000;

let timer = null;

/** Ends the watch over a code. */
export function stopPairing() {
  clearInterval(timer);
  timer = null;
}

function drawing(svg) {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return document.importNode(root, true);
}

/**
 * The panel of a device that was just made, as `POST /api/venues/{code}/devices` gives it. `renew` asks the server for
 * the devices again, `done` closes the panel. Gives `{written(), seen(devices), focus()}`, of
 * which `seen` tells whether there is something new to write.
 */
export function pairing(device, { renew, done }) {
  const ends = Date.now() + PAIRING_MS;
  const box = element("div", { className: "card pairing", role: "status" });
  const code = drawing(device.pair_qr);
  code.setAttribute("role", "img");
  let state = "open";

  function words() {
    if (state === "claimed") return t("Đã ghép xong", "Paired");
    if (state === "late") return t("Mã đã hết hạn", "The code has expired");
    return t(`Ghép “${device.name}”`, `Pair “${device.name}”`);
  }

  function body() {
    if (state === "claimed") {
      return [element("p", { textContent: device.paper
        ? t("Máy đó nhập được phiếu của sổ này. In phiếu ở dưới.", "That device can type in this pad’s sheets. Print them below.")
        : t("Máy đó khai giúp được ngay, cả khi mất mạng.", "That device can check people in now, even without a network.") })];
    }
    if (state === "late") {
      return [element("p", { textContent: t("Xin thu hồi máy này ở dưới rồi tạo mã mới.", "Please revoke this device below and make a new code.") })];
    }
    code.setAttribute("aria-label", t("Mã QR ghép máy", "QR code for pairing"));
    return [
      element("p", { textContent: device.paper
        ? t("Dùng máy sẽ nhập phiếu quét mã này.", "Scan it with the device that will type in the sheets.")
        : t("Dùng máy của người trực quét mã này.", "Scan it with the helper’s device.") }),
      code,
      element("p", { className: "hint", textContent: t(`Dùng một lần, đến ${localTime(ends)}. Không chụp gửi cho người khác.`, `Works once, until ${localTime(ends)}. Do not pass on a picture of it.`) }),
      element("details", {},
        element("summary", { textContent: t("Không quét được? Mở đường dẫn này trên máy đó", "Cannot scan? Open this link on that device") }),
        element("p", { className: "address", textContent: device.pair_url })),
    ];
  }

  function written() {
    const open = box.querySelector("details[open]");
    while (box.firstChild) box.firstChild.remove();
    box.append(element("h3", { tabIndex: -1, textContent: words() }), ...body(),
      button(state === "open" ? t("Đóng, không hiện lại được", "Close; it cannot be shown again") : t("Đóng", "Close"), "button plain", done));
    if (open && box.querySelector("details")) box.querySelector("details").open = true;
    return box;
  }

  function seen(devices) {
    if (state !== "open") return false;
    const now = devices.find((each) => each.device === device.device);
    if (now && now.claimed_at) state = "claimed";
    else if (Date.now() >= ends) state = "late";
    if (state !== "open") stopPairing();
    return state !== "open";
  }

  stopPairing();
  timer = setInterval(renew, LOOK_MS);
  return { written, seen, focus: () => box.querySelector("h3").focus() };
}
