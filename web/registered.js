/** The result of a registration: the code, the files to print, and the owner's link, shown once. */
import { button, element } from "./element.js";
import { t } from "./i18n.js";
import { ownerLink } from "./owner_link.js";
import { downloads, qrCard } from "./venue_files.js";

/** Puts a text on the clipboard; where the browser forbids it, selects it for the person to copy. */
async function copy(text, box, pressed) {
  try {
    await navigator.clipboard.writeText(text);
    pressed.textContent = t("Đã sao chép ✓", "Copied ✓");
  } catch (error) {
    const range = document.createRange();
    range.selectNodeContents(box);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
}

/** The card of the owner's link with the ways to keep it; `saved()` when one of them was used. */
export function linkCard(code, token, name, saved) {
  const link = ownerLink(code, token);
  const shown = element("p", { className: "owner-link", textContent: link });
  const copying = button(t("Sao chép", "Copy"), "button", () => { copy(link, shown, copying); saved(); });
  const actions = element("div", { className: "row no-print" }, copying);
  if (navigator.share) {
    actions.append(button(t("Gửi vào Zalo của tôi", "Send to myself"), "button plain", () => {
      navigator.share({ title: t(`Quản lý ${name}`, `Manage ${name}`), url: link }).then(saved, () => {});
    }));
  }
  actions.append(button(t("In trang này", "Print this page"), "button plain", () => { print(); saved(); }));
  return element("section", { className: "card key-card" },
    element("h2", { textContent: t("Đường dẫn quản lý – chỉ hiện một lần", "Your link – shown only once") }),
    element("p", { textContent: t(
      "Ai có đường dẫn này thì sửa được thông tin và xem số lượt của điểm. Xin lưu lại ngay, không dán ở cửa.",
      "Whoever has this link can change this place and see its figures. Save it now; do not hang it at the door.",
    ) }), shown, actions,
    element("a", { className: "open-owner no-print", href: link, textContent: t("Mở trang quản lý", "Open the page of this place"), onclick: saved }));
}

function lostLink(hotline) {
  const call = hotline
    ? element("p", {}, t("Xin gọi đường dây nóng ", "Please call the hotline "), element("a", { href: `tel:${hotline}`, textContent: hotline }),
      t(". Cán bộ sẽ xác minh rồi cấp lại.", ". After a check you get a new one."))
    : element("p", { textContent: t("Xin liên hệ ủy ban nhân dân xã, phường để được xác minh và cấp lại.", "Please ask the office of your commune. After a check you get a new one.") });
  return element("section", { className: "card" },
    element("h2", { textContent: t("Mất đường dẫn quản lý?", "Lost the owner's link?") }),
    element("p", { textContent: t("Vì an toàn, đường dẫn không hiện lại ở đây.", "For safety it is not shown again here.") }), call);
}

function next() {
  const steps = [
    t("In áp phích A4, dán ngang tầm mắt ở lối vào và lối ra.", "Print the A4 poster and hang it at eye level where people come in and go out."),
    t("Mời khách quét khi vào và khi ra. Ai không có điện thoại, người trực khai giúp.", "Ask visitors to scan when they come and when they leave."),
    t("Xem số lượt mỗi ngày ở trang quản lý.", "See each day's figures on the page of this place."),
  ];
  const list = element("ol", {});
  list.append(...steps.map((step) => element("li", { textContent: step })));
  return element("section", { className: "card no-print" }, element("h2", { textContent: t("Việc tiếp theo", "What to do next") }), list);
}

/**
 * The elements of the result. `answer` of `POST /api/venues`; `saved()` when the owner's link was
 * kept somewhere, `another()` to register one more.
 */
export function resultView(answer, { hotline, saved, another }) {
  const { code, owner_token: token } = answer;
  const title = token ? t("Đã đăng ký", "Registered") : t("Điểm này đã đăng ký từ trước", "This place was registered before");
  const found = element("p", { className: "notice", textContent: t(
    "Đã có một điểm cùng tên, cùng số điện thoại trong xã, phường này. Đây là mã và áp phích của điểm đó.",
    "There is a place of this name and phone number in this commune. Here are its code and posters.",
  ) });
  return [
    element("h1", { tabIndex: -1, className: token ? "done-title" : "", textContent: title }),
    ...(token ? [] : [found]),
    element("section", { className: "card venue-result" },
      element("h2", { textContent: answer.name }), qrCard(code), element("div", { className: "no-print" }, downloads(code))),
    token ? linkCard(code, token, answer.name, saved) : lostLink(hotline),
    next(),
    button(t("Đăng ký điểm khác", "Register another place"), "link no-print", another),
  ];
}
