/** The view of a wait between two attempts. */
import { t } from "./i18n.js";
import { showProblem } from "./problem_view.js";
import { announce } from "./views.js";

/**
 * Shows that something waits to be sent again, and resolves to true when it is time (by the clock, by the button, or
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
