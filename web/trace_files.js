/** Files of a trace for the health office, fetched with the token and saved; long lists come in parts. */
import { byId, element, replace } from "./element.js";
import { save } from "./official.js";

const PART = 5000;

function chosenPart(total) {
  const parts = Math.ceil(total / PART);
  if (parts < 2) {
    replace(byId("parts"));
    return;
  }
  const options = Array.from({ length: parts }, (_, index) => {
    const last = Math.min(total, (index + 1) * PART);
    return new Option(`Phần ${index + 1}: số ${index * PART + 1}–${last}`, String(index + 1));
  });
  replace(byId("parts"), element("div", { className: "field" },
    element("label", { htmlFor: "part", textContent: "Danh sách dài, tải từng phần theo thứ hạng" }),
    element("select", { id: "part" }, ...options)));
}

function address(trace, file) {
  const asked = [];
  const part = byId("part");
  if (part && file !== "cordon.xlsx" && part.value !== "1") asked.push(`part=${part.value}`);
  if (file === "sormas.csv" && byId("dates").value !== "day_first") asked.push(`dates=${byId("dates").value}`);
  return `/api/traces/${trace.id}/${file}${asked.length ? `?${asked.join("&")}` : ""}`;
}

/** Makes the buttons of files work; `current()` gives the trace that is shown. Call once. */
export function startFiles(current, call) {
  document.querySelectorAll("[data-file]").forEach((pressed) => {
    pressed.addEventListener("click", async () => {
      const { file } = pressed.dataset;
      const news = byId(file === "cordon.xlsx" ? "cordon-news" : "files-news");
      const say = (className, text) => replace(news, element("p", { className, textContent: text }));
      pressed.disabled = true;
      say("busy", "Đang lập tệp…");
      try {
        const response = await call(address(current(), file), { file: true });
        await save(response, file);
        say("notice", "Đã tải tệp xuống máy này. Xin xóa khi không còn cần.");
      } catch (error) {
        say("notice problem", `${error.title}. ${error.text}`);
      }
      pressed.disabled = false;
    });
  });
}

/** Offers the files of another trace. */
export function showFiles(trace) {
  chosenPart(trace.total);
  replace(byId("files-news"));
  replace(byId("cordon-news"));
}
