/** What the check-in page loads once a check-in is confirmed: the receipt's code, and the public exposure places. */
import { byId, element } from "./element.js";
import { said, showExposed } from "./exposure_notice.js";
import { grouped, receiptCode } from "./receipts.js";

async function showReceipt(entries) {
  const codes = await Promise.all(entries.map(({ id, event }) => receiptCode({ id, venue: event.venue, at: Date.parse(event.at) })));
  const end = document.querySelector("#view-done:not([hidden]):not(.saved) .end");
  if (!end || !codes[0] || end.parentElement.querySelector(".receipt")) return;
  const label = codes.length > 1 ? ["Mã biên nhận của từng người", "Receipt of each person"] : ["Mã biên nhận", "Receipt"];
  end.before(element("p", { className: "receipt" }, said("span", ...label),
    ...codes.map((code) => element("span", { className: "code", textContent: grouped(code) })),
    said("span", "Sau này dùng để hỏi ai đã tra cứu lượt này, ở /tra-cuu. Máy đã nhớ giúp.", "Later you can ask by it who looked at this visit, at /tra-cuu. This phone remembers it.")));
}

/** Called with the entries of queue.js that the server has just confirmed. */
export async function after(entries) {
  showReceipt(entries);
  if (!byId("exposed")) byId("kept").before(element("div", { id: "exposed" }));
  await showExposed();
}
