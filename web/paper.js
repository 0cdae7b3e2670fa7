/** Files to print: asked for with what they need, and offered as a link, since old phones open no print dialog. */
import { request } from "./api.js";
import { element } from "./element.js";

const TIMEOUT_MS = 30000;

async function file(response) {
  const named = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") || "");
  return { name: named ? named[1] : "truy-vet.pdf", content: await response.blob() };
}

/** The file `{name, content}` of a POST; options as `request` has them. Throws NetworkError, ApiError. */
export async function fetchFile(path, options) {
  const answer = await request("POST", path, Object.assign({ read: file, timeout: TIMEOUT_MS }, options));
  return answer.body;
}

/** A link that saves the file as often as it is clicked, as long as the page is open. */
export function saveLink({ name, content }, label) {
  return element("a", { className: "button go", href: URL.createObjectURL(content), download: name, textContent: label });
}
