/** The sign-in form of officials: name and password, then what Cognito asks besides. */
import { ApiError, request } from "./api.js";
import { element, replace } from "./element.js";

function field(label, input, hint) {
  const id = `sign-in-${input.name}`;
  Object.assign(input, { id });
  return element("div", { className: "field" },
    element("label", { htmlFor: id, textContent: label }),
    ...(hint ? [element("p", { className: "hint", textContent: hint })] : []),
    input);
}

const STEPS = {
  password: (name) => [
    field("Tên đăng nhập", element("input", {
      name: "name", value: name, readOnly: Boolean(name), required: true, autocomplete: "username",
      autocapitalize: "none", spellcheck: false,
    })),
    field("Mật khẩu", element("input", { name: "password", type: "password", required: true, autocomplete: "current-password" })),
  ],
  new_password: () => [
    field("Mật khẩu mới", element("input", { name: "answer", type: "password", required: true, autocomplete: "new-password" }),
      "Đăng nhập lần đầu: xin đặt mật khẩu riêng, ít nhất 12 ký tự, có chữ hoa, chữ thường và chữ số."),
    field("Nhập lại mật khẩu mới", element("input", { name: "again", type: "password", required: true, autocomplete: "new-password" })),
  ],
  code: () => [
    field("Mã xác nhận", element("input", {
      name: "answer", className: "short code", required: true, inputMode: "numeric", pattern: "[0-9]{6}", maxLength: 6,
      autocomplete: "one-time-code",
    }), "6 chữ số trong ứng dụng xác thực trên điện thoại."),
  ],
};

function sentence(error) {
  if (!(error instanceof ApiError)) return "Không có mạng. Xin kiểm tra kết nối rồi thử lại.";
  if (error.details.length) return error.details[0].message;
  if (error.temporary || !error.code) return "Hệ thống đang bận. Xin thử lại sau ít giây.";
  return error.message;
}

/** A form that calls `done(answer)` with what `POST /api/sign-in` gives in the end; `name` is given and stays. */
export function signInForm(done, name) {
  const problem = element("p", { className: "notice problem", hidden: true });
  problem.setAttribute("role", "alert");
  const fields = element("div", {});
  const submit = element("button", { className: "button", textContent: "Đăng nhập" });
  const form = element("form", { noValidate: true }, problem, fields, submit);
  let asked = null;

  const say = (text) => {
    problem.textContent = text;
    problem.hidden = !text;
  };
  const step = (challenge) => {
    asked = challenge;
    replace(fields, ...STEPS[asked ? asked.challenge : "password"](name || ""));
    const first = fields.querySelector("input:not([readonly])");
    if (asked) first.focus();
  };
  const sending = () => (asked
    ? request("POST", "/api/sign-in/answer", { body: Object.assign({}, asked, { answer: form.elements.answer.value }) })
    : request("POST", "/api/sign-in", { body: { name: form.elements.name.value, password: form.elements.password.value } }));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    const empty = [...form.elements].find((control) => control.required && !control.value);
    if (empty) {
      say("Xin điền đủ thông tin.");
      empty.focus();
      return;
    }
    if (form.elements.again && form.elements.again.value !== form.elements.answer.value) {
      say("Hai lần nhập mật khẩu mới chưa giống nhau.");
      return;
    }
    submit.disabled = true;
    say("");
    try {
      const { body } = await sending();
      if (body.challenge) step(body);
      else done(body);
    } catch (error) {
      // A challenge that is over begins anew.
      if (asked && error.status === 401) step(null);
      say(sentence(error));
    } finally {
      submit.disabled = false;
    }
  });
  step(null);
  return form;
}
