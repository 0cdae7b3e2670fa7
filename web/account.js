/** An official's own account: turns on codes of an authenticator app for signing in. */
import { button, byId, element, replace } from "./element.js";
import { showErrors } from "./form.js";
import { officialPage } from "./official.js";
import { showPages } from "./official_pages.js";
import { show } from "./views.js";

let call = null;
let name = "";

function tell(text, className) {
  replace(byId("news"), ...(text ? [element("p", { className: className || "notice problem", textContent: text })] : []));
}

async function begin(asking) {
  asking.disabled = true;
  tell("");
  try {
    const { secret } = await call("/api/sign-in/code", { body: {} });
    byId("secret").textContent = secret.replace(/(.{4})(?=.)/g, "$1 ");
    byId("open-app").href = `otpauth://totp/${encodeURIComponent(`Truy Vết:${name}`)}?secret=${secret}&issuer=${encodeURIComponent("Truy Vết")}`;
    replace(byId("begin"));
    byId("code-form").hidden = false;
  } catch (problem) {
    asking.disabled = false;
    tell(problem.text);
  }
}

async function confirm(event) {
  event.preventDefault();
  const form = event.target;
  showErrors(form, []);
  try {
    await call("/api/sign-in/code/confirm", { body: { code: byId("code").value.replace(/\s/g, "") || "-" } });
    form.hidden = true;
    tell("Đã bật. Từ lần đăng nhập sau, hệ thống sẽ hỏi mã. Mất điện thoại, xin báo người quản trị hệ thống.", "notice");
  } catch (problem) {
    if (problem.details.length) showErrors(form, problem.details);
    else tell(problem.text);
  }
}

officialPage({
  groups: ["tracer", "province", "auditor", "district:", "kind:"],
  start(account) {
    ({ call, name } = account);
    showPages("/account", account.groups);
    byId("who").textContent = `${name}: ${account.groups.join(", ")}`;
    const start = button("Bắt đầu", "button", () => begin(start));
    replace(byId("begin"), start);
    byId("code-form").addEventListener("submit", confirm);
    show("account");
  },
});
