/** The view of a problem, or of a wait: what happened, whether anything was recorded, and what to do now. */
import { button, byId, element, replace } from "./element.js";
import { t } from "./i18n.js";
import { announce, show } from "./views.js";

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

/**
 * Shows that a check-in waits to be sent again, and resolves to true when it is time (by the clock, by the button, or
 * because the network is back), to false when the person gives up.
 */
export function waitToSend(problem, milliseconds) {
  return new Promise((resolve) => {
    const due = Date.now() + milliseconds;
    let timer = null;
    const end = (again) => {
      clearInterval(timer);
      removeEventListener("online", now);
      resolve(again);
    };
    const now = () => end(true);
    const left = () => Math.max(0, Math.ceil((due - Date.now()) / 1000));
    const countdown = () => t(`Sẽ tự gửi lại sau ${left()} giây.`, `Will be sent again in ${left()} seconds.`);
    showProblem(() => Object.assign(problem(), {
      unrecorded: true,
      busy: countdown(),
      actions: [
        [t("Gửi lại ngay", "Send again now"), "button", now],
        [t("Thôi, không gửi", "Do not send"), "link", () => end(false)],
      ],
    }));
    announce(countdown());
    timer = setInterval(() => {
      document.querySelector("#view-problem .busy").textContent = countdown();
      if (Date.now() >= due) end(true);
    }, 500);
    addEventListener("online", now);
  });
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
