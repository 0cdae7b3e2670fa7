/** A trace that is running: how far it is, until it is whole. */
import { pause } from "./api.js";
import { byId, element, replace } from "./element.js";
import { Problem } from "./official.js";

const POLL_MS = 1500;
const POLL_TRIES = 40;
/** A page that holds nobody: it tells how far a trace is, and opens no name. */
const BEHIND_ALL = "?next=9999999";

function progressText({ progress }) {
  if (!progress || progress.level < 2) return "Đang đọc các lượt quét…";
  return progress.of ? `Đã có F1, đang tìm F2: ${progress.done}/${progress.of} phần…` : "Đã có F1, đang tìm F2…";
}

/** Shows on the waiting view how far a trace is. */
export function showProgress(answer) {
  const { progress } = answer;
  const bar = byId("wait-bar");
  bar.hidden = !progress || !progress.of;
  if (!bar.hidden) Object.assign(bar, { max: progress.of, value: progress.done });
  byId("wait-line").textContent = progressText(answer);
}

/** Asks how far a trace is; a network that is gone for a while does not end it. */
export async function looked(call, path) {
  for (let failed = 0; ; failed += 1) {
    try {
      return await call(path);
    } catch (error) {
      if (failed >= POLL_TRIES || (error.status && error.status < 500 && error.status !== 429)) throw error;
      await pause(POLL_MS * 2);
    }
  }
}

/**
 * Waits until a trace is whole and gives its first page. As soon as its F1 are known they are shown by `early(page)`.
 * From then on no names are asked for until it is whole: each look at names is noted. Gives null as soon as
 * `still()` is false: somebody has gone on to another case.
 */
export async function whole(call, first, early, still) {
  let answer = first;
  let seen = false;
  while (answer.state === "running") {
    if (seen) replace(byId("waiting"), element("p", { className: "notice busy", textContent: progressText(answer) }));
    else if (answer.contacts) {
      early(answer);
      seen = true;
    } else showProgress(answer);
    await pause(POLL_MS);
    if (!still()) return null;
    answer = await looked(call, `/api/traces/${answer.id}${seen ? BEHIND_ALL : ""}`);
  }
  if (!still()) return null;
  replace(byId("waiting"));
  if (answer.state === "failed") throw new Problem("Chưa truy vết xong", answer.message, { code: "failed" });
  return seen ? looked(call, `/api/traces/${answer.id}`) : answer;
}
