/** The nightly proofs of deletion on the auditor's page: what the last nights found, and whether one is missing. */
import { table, written } from "./audit_table.js";
import { localDay } from "./days.js";
import { button, byId, element, replace } from "./element.js";

/** After this hour of the day the last night's proof is there: it is made at 02:30. */
const DONE_MS = 3 * 3600 * 1000;

const TABLES = { Visits: "lượt khai", Links: "số và giấy tờ đi cùng nhau", Badges: "thẻ", Traces: "lần truy vết", Exposures: "nơi công bố", Looks: "lượt tra cứu" };

function verdict(night) {
  if (night.sound) return "đúng hạn";
  const told = [
    night.overdue && `${night.overdue.toLocaleString("vi-VN")} mục quá hạn chưa xóa`,
    night.not_expiring.length && `chưa bật tự xóa: ${night.not_expiring.map((name) => TABLES[name] || name).join(", ")}`,
  ];
  return told.filter(Boolean).join("; ");
}

function summary(nights, now) {
  const [last] = nights;
  const say = (className, text) => element("p", { className: `notice ${className}`, textContent: text });
  if (!last || last.day < localDay(now - DONE_MS)) {
    return say("warning", `${last ? `Bằng chứng gần nhất là ngày ${written(last.day)}` : "Chưa có bằng chứng nào"}. Nếu đêm qua hệ thống đã chạy, xin báo người quản trị.`);
  }
  if (!last.sound) return say("problem", `Đêm qua: ${verdict(last)}. Xin báo người quản trị ngay.`);
  return say("", "Đêm qua: không có dữ liệu quá hạn.");
}

/** Fetches the proofs and shows them. */
export async function showDeletions(call) {
  let nights;
  try {
    ({ nights } = await call("/api/audit/deletions"));
  } catch (problem) {
    replace(byId("nights"), element("p", { className: "notice problem", textContent: problem.text }),
      button("Thử lại", "button plain", () => showDeletions(call)));
    return;
  }
  replace(byId("nights"), summary(nights, Date.now()), ...(nights.length ? [table("14 đêm gần nhất",
    [["Đêm"], ["Kết quả"], ["Mục đã xem", "figure"], ["Lượt quét đã xóa", "figure"]],
    nights.map((night) => [
      written(night.day), verdict(night), night.looked_at.toLocaleString("vi-VN"), night.deleted.toLocaleString("vi-VN"),
    ]))] : []));
}
