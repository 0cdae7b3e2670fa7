/** Fields and what is wrong with them. A field's `name` is its dotted name in the API, such as `person.phone`. */

function box(control) {
  return control.closest("fieldset") || control.closest(".field") || control.parentElement;
}

/** Takes away all errors shown in a form. */
export function clearErrors(form) {
  form.querySelectorAll(".error").forEach((message) => message.remove());
  form.querySelectorAll("[aria-invalid]").forEach((control) => {
    control.removeAttribute("aria-invalid");
    const described = (control.getAttribute("aria-describedby") || "").replace(/\S+-error/, "").trim();
    if (described) control.setAttribute("aria-describedby", described);
    else control.removeAttribute("aria-describedby");
  });
}

/** Takes away the error of a field as soon as somebody changes the field. Call once for a form. */
export function forgiveOnChange(form) {
  form.addEventListener("input", ({ target }) => {
    if (!target.name) return;
    [...form.elements].filter((control) => control.name === target.name).forEach((control) => {
      if (control.hasAttribute("aria-invalid")) clearErrors(box(control));
    });
  });
}

function markWrong(control, message) {
  const id = `${control.name.replace(/\W/g, "-")}-error`;
  const note = document.createElement("p");
  note.className = "error";
  note.id = id;
  note.textContent = message;
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") || ""} ${id}`.trim());
  box(control).appendChild(note);
}

/**
 * Shows errors [{field, message}] beside their fields and moves the focus to the first one.
 *
 * Gives the errors that no field of this form carries, for the page to show.
 */
export function showErrors(form, errors) {
  clearErrors(form);
  const controls = [...form.elements].filter((control) => control.name);
  const homeless = [];
  errors.forEach((error) => {
    const control = controls.find((candidate) => candidate.name === error.field);
    if (!control) homeless.push(error);
    else if (!control.hasAttribute("aria-invalid")) markWrong(control, error.message);
  });
  const first = controls.find((control) => control.hasAttribute("aria-invalid"));
  if (first) first.focus();
  return homeless;
}
