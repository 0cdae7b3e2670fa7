/** The view of a problem: what happened, whether anything was recorded, and what to do now. */
import { button, byId, element, replace } from "./element.js";
import { t } from "./i18n.js";
import { show } from "./views.js";

/**
 * Shows a problem. `describe()` gives, in the language of the reader, `{title, text, unrecorded, actions}`: whether
 * to say that nothing was recorded, and actions as [label, class of the button, what it does].
 */
export function showProblem(describe, leave) {
  show("problem", () => {
    const { title, text, unrecorded, busy, actions } = describe();
    replace(byId("view-problem"),
      element("h1", { tabIndex: -1, textContent: title }),
      ...(unrecorded ? [element("p", { className: "unrecorded", textContent: t("CHƯA GHI NHẬN", "NOT RECORDED") })] : []),
      ...(text ? [element("p", { textContent: text })] : []),
      ...(busy ? [element("p", { className: "busy", textContent: busy })] : []),
      ...actions.map(([label, className, run]) => button(label, className, run)));
  }, leave);
}

/** Shows that check-ins are on their way, and that nothing is confirmed before the green screen. */
export function showSending(done, all) {
  showProblem(() => ({
    title: t("Đang gửi…", "Sending…"),
    text: t("Chưa ghi nhận. Xin chờ màn hình xác nhận.", "Not recorded yet. Please wait for the confirmation."),
    busy: all > 1 ? t(`Đã ghi nhận ${done} trên ${all} người`, `${done} of ${all} people recorded`) : t("Chờ máy chủ", "Waiting for the server"),
    actions: [],
  }));
}
