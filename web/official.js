/**
 * Pages for officials: signing in, the account in the header, and calls that carry the token.
 *
 *     officialPage({ groups: ["tracer"], start({ name, groups, call }) { … } });
 *
 * The page's own sections stay hidden until somebody of one of the groups has signed in. A group may be the beginning
 * of one, as "district:". Tokens live in sessionStorage: they end with the tab. When the token is over in the middle
 * of work, the sign-in lies over the page, and what is typed there stays.
 */
import { ApiError, request } from "./api.js";
import { button, byId, element, replace } from "./element.js";
import { signInForm } from "./official_form.js";
import { show } from "./views.js";

const KEPT = "truyvet.official";
const CALL_MS = 40000;
const EARLY_MS = 60000;

let session = null;
let renewing = null;
let asking = null;

/** Why a call did not succeed: a sentence in Vietnamese as problems.js has it, and what the API told. */
export class Problem extends Error {
  constructor(title, text, error) {
    super(text);
    this.title = title;
    this.text = text;
    this.status = error.status || 0;
    this.code = error.code || "";
    this.details = error.details || [];
    this.retryAfter = error.retryAfter || null;
  }
}

/** The problem of an ApiError or NetworkError. The gateway's own answers have no code and speak English. */
export function problemOf(error) {
  if (!(error instanceof ApiError)) return new Problem("Không có mạng", "Xin kiểm tra kết nối rồi thử lại.", error);
  const own = error.code ? error.message : "";
  if (error.temporary) {
    return new Problem("Hệ thống đang bận", own || "Xin thử lại sau ít giây.", error);
  }
  return new Problem("Chưa thực hiện được", own || "Máy chủ không nhận yêu cầu này.", error);
}

function restored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch (error) {
    return null;
  }
}

function keep(answer) {
  session = answer && {
    token: answer.token,
    until: Date.now() + answer.expires_in * 1000,
    refresh: answer.refresh,
    name: answer.name,
    groups: answer.groups,
  };
  try {
    if (session) sessionStorage.setItem(KEPT, JSON.stringify(session));
    else sessionStorage.removeItem(KEPT);
  } catch (error) {
    // Where the browser forbids storage, the sign-in lasts as long as the page.
  }
}

/** A new token by the refresh token; false where that is over too. Calls at the same time share one. */
function renewed() {
  if (!renewing) {
    renewing = request("POST", "/api/sign-in/refresh", { body: { refresh: session.refresh } })
      .then(({ body }) => {
        keep(body);
        return true;
      }, (error) => {
        if (error instanceof ApiError && !error.temporary) return false;
        throw error;
      });
    const over = () => {
      renewing = null;
    };
    renewing.then(over, over);
  }
  return renewing;
}

/** Signs the same person in again, over the page, which keeps what is typed. */
function signedInAgain() {
  if (!asking) {
    asking = new Promise((resolve) => {
      const dialog = element("dialog", { className: "sign-in-dialog" });
      dialog.addEventListener("cancel", (event) => event.preventDefault());
      dialog.append(
        element("h2", { textContent: "Xin đăng nhập lại" }),
        element("p", { className: "hint", textContent: "Phiên đăng nhập đã hết hạn. Những gì đang nhập vẫn được giữ." }),
        signInForm((answer) => {
          keep(answer);
          dialog.remove();
          asking = null;
          resolve();
        }, session.name),
        button("Đăng nhập bằng tài khoản khác", "link", leave));
      document.body.append(dialog);
      dialog.showModal();
    });
  }
  return asking;
}

async function sent(method, path, options) {
  if (session.until - Date.now() < EARLY_MS && !(await renewed())) await signedInAgain();
  for (let again = false; ; again = true) {
    try {
      return await request(method, path, Object.assign({ token: session.token }, options));
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      if (again || !(await renewed())) await signedInAgain();
    }
  }
}

/**
 * Calls the API as whoever is signed in and gives the JSON of the answer, or with `file` the Response itself.
 *
 * `method` is GET without a `body` and POST with one. Throws Problem.
 */
export async function call(path, options) {
  const { method, body, file } = options || {};
  try {
    const read = file ? { read: (response) => response } : {};
    const answer = await sent(method || (body === undefined ? "GET" : "POST"), path,
      Object.assign({ body, timeout: CALL_MS }, read));
    return answer.body;
  } catch (error) {
    throw problemOf(error);
  }
}

/** Saves the file of a Response under the name that the server gave it, or under `name`. */
export async function save(response, name) {
  const told = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") || "");
  const address = URL.createObjectURL(await response.blob());
  const link = element("a", { href: address, download: told ? told[1] : name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/** Signs out: no new token is made from now on, and the page begins anew. */
async function leave() {
  const { refresh } = session || {};
  keep(null);
  try {
    if (refresh) await request("POST", "/api/sign-in/end", { body: { refresh }, timeout: 3000 });
  } catch (error) {
    // The tab has forgotten the tokens; the refresh token ends by itself within a day.
  }
  location.reload();
}

function allowed(groups) {
  return session.groups.some((own) => groups.some((group) => own === group || (group.endsWith(":") && own.startsWith(group))));
}

function showAccount() {
  const bar = document.querySelector(".top > div");
  const account = element("p", { className: "account" },
    element("a", { className: "account-name", href: "/account", textContent: session.name }), button("Đăng xuất", "link", leave));
  bar.querySelectorAll(".account").forEach((old) => old.remove());
  bar.append(account);
}

/** A section of its own in front of the page's, for what happens before the page may start. */
function ownView(name, ...children) {
  const id = `view-${name}`;
  const section = byId(id) || element("section", { id, className: "sign-in" });
  replace(section, ...children);
  byId("main").prepend(section);
  show(name);
}

function refused(groups) {
  ownView("refused",
    element("h1", { tabIndex: -1, textContent: "Tài khoản này không dùng được trang này" }),
    element("p", { textContent: `Trang này dành cho nhóm: ${groups.join(", ")}. Tài khoản ${session.name} thuộc nhóm: ${session.groups.join(", ") || "không có"}.` }),
    button("Đăng nhập bằng tài khoản khác", "button", leave));
}

/** Begins a page for officials: `start({name, groups, call})` runs once, when somebody of `groups` is signed in. */
export function officialPage({ groups, start }) {
  const begin = () => {
    showAccount();
    if (!allowed(groups)) {
      refused(groups);
      return;
    }
    const own = byId("view-sign-in");
    if (own) own.remove();
    start({ name: session.name, groups: session.groups, call });
  };
  session = restored();
  if (session) {
    begin();
    return;
  }
  ownView("sign-in",
    element("h1", { tabIndex: -1, textContent: "Đăng nhập" }),
    element("p", { className: "hint", textContent: "Dành cho cán bộ được tỉnh cấp tài khoản." }),
    signInForm((answer) => {
      keep(answer);
      begin();
    }));
}
