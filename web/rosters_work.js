/** Work that the server goes on with: asked for again until its task has ended; files that come of it, in parts. */
import { pause } from "./api.js";
import { button, byId, element, replace } from "./element.js";
import { show } from "./views.js";

export const API = "/api/oversight/rosters";
const POLL_MS = 1000;
/** Nobody has heard of it for so long: then it may be started again. */
const SILENT_MS = 60 * 1000;
const TITLES = {
  read: "Đang đọc tệp",
  check: "Đang kiểm tra mọi dòng",
  apply: "Đang áp dụng danh sách",
  register: "Đang đăng ký hàng loạt",
  print: "Đang vẽ áp phích",
};
const PDF = "application/pdf";

/** A whole number as Vietnamese writes it. */
export function count(value) {
  return value.toLocaleString("vi");
}

function showProgress(work, more) {
  const bar = element("progress", { max: work.total || 1 });
  if (work.total) bar.value = work.done;
  replace(byId("work-state"),
    bar,
    element("p", { className: "busy", textContent: work.total ? `${count(work.done)} trên ${count(work.total)}` : "Xin chờ" }),
    element("p", { className: "hint", textContent: "Có thể rời trang này; việc vẫn tiếp tục và nằm trong “Việc gần đây”." }),
    ...more);
}

/**
 * Shows how far a piece of work is until its task has ended well, and gives it; null where the reader has gone on to
 * another address meanwhile. A task that failed stays on the screen with its reason and can be asked for again.
 */
export async function ended(call, id) {
  const here = location.hash;
  let heard = Date.now();
  let last = "";
  show("work");
  for (;;) {
    const work = await call(`${API}/work/${id}`);
    if (location.hash !== here) return null;
    const state = `${work.task} ${work.stage} ${work.done}`;
    if (state !== last) heard = Date.now();
    last = state;
    byId("work-title").textContent = work.stage === "failed" ? "Chưa xong" : TITLES[work.task];
    byId("work-of").textContent = work.title || "";
    if (work.stage === "done" || work.stage === "open") return work;
    const again = () => button("Thử lại", "button", async () => {
      await call(`${API}/work/${id}/again`, { body: {} });
      window.dispatchEvent(new HashChangeEvent("hashchange"));
    });
    if (work.stage === "failed") {
      replace(byId("work-state"), element("p", { className: "notice problem", textContent: work.problem }),
        again(), element("a", { className: "button plain", href: "#", textContent: "Về các danh sách" }));
      return null;
    }
    showProgress(work, Date.now() - heard > SILENT_MS ? [again()] : []);
    await pause(POLL_MS);
    if (location.hash !== here) return null;
  }
}

/** Saves a file that came of the work; large ones arrive in parts. */
export async function saveFile(call, id, name, savedAs) {
  const parts = [];
  for (let number = 0, all = 1; number < all; number += 1) {
    const response = await call(`${API}/work/${id}/files/${name}?part=${number}`, { file: true });
    all = Number(response.headers.get("X-Parts")) || 1;
    parts.push(await response.blob());
  }
  const type = name.endsWith(".pdf") ? PDF : parts[0].type;
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = element("a", { href: address, download: savedAs });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/** A figure with what it counts; `tone` is good, look, bad or empty. */
export function tile(value, label, tone) {
  return element("p", { className: `tile ${value && tone ? tone : ""}`.trim() },
    element("strong", { textContent: count(value) }), label);
}

/** How places stand: linked, doubtful, missing. */
export function standingTiles(found) {
  return element("div", { className: "tiles" },
    tile(found.linked, "đã đăng ký", "good"),
    tile(found.doubtful, "chưa rõ, cần người xem", "look"),
    tile(found.missing, "chưa đăng ký", "bad"));
}
