/** What every venue has: its code, its QR code on the screen, and the files to print. */
import { inAppBrowser } from "./browser.js";
import { spaced } from "./code.js";
import { element } from "./element.js";
import { t } from "./i18n.js";

/** The QR code with the code to type below it. */
export function qrCard(code) {
  const image = element("img", { src: `/api/venues/${code}/qr.svg`, width: 240, height: 240, alt: t("Mã QR của điểm", "QR code of the place") });
  const typed = element("p", { className: "code big-code", textContent: spaced(code) });
  typed.setAttribute("aria-label", [...code].join(" "));
  return element("div", { className: "qr-card" }, image, typed);
}

function download(href, title, text, className) {
  const link = element("a", { href, className, download: "" }, element("strong", { textContent: title }));
  if (text) link.append(element("span", { textContent: text }));
  return link;
}

/** Buttons that download the poster as A4, A5 and stickers, and the QR code as a picture. */
export function downloads(code) {
  const path = `/api/venues/${code}`;
  const box = element("div", { className: "downloads" },
    download(`${path}/poster.pdf?format=A4`, t("Áp phích A4", "Poster A4"), t("in và dán ở cửa", "to hang at the door"), "button download first"),
    download(`${path}/poster.pdf?format=A5`, t("Áp phích A5", "Poster A5"), t("để quầy, để bàn", "for a counter"), "button plain download"),
    download(`${path}/poster.pdf?format=sticker`, t("Tem dán", "Stickers"), t("9 tem trên tờ A4", "9 on a sheet of A4"), "button plain download"),
    download(`${path}/qr.png?pixels=2048`, t("Ảnh mã QR", "QR picture"), t("PNG, tự thiết kế", "PNG, your own design"), "button plain download"));
  const app = inAppBrowser(navigator.userAgent);
  if (!app) return box;
  return element("div", {}, element("p", { className: "notice warning", textContent: t(
    `${app} có thể không tải được tệp. Bấm ⋯ ở góc trên rồi chọn “Mở bằng trình duyệt”.`,
    `${app} may not download files. Tap ⋯ at the top and choose to open in your browser.`,
  ) }), box);
}
