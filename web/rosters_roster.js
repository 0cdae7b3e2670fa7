/** A roster: how its places stand by commune, registering what is missing, and printing the posters of a commune. */
import { localDate } from "./days.js";
import { button, byId, element, replace } from "./element.js";
import { API, count, saveFile, standingTiles } from "./rosters_work.js";
import { show } from "./views.js";

const KEEPERS = { province: "Tỉnh" };

function keeper(scope) {
  return KEEPERS[scope] || (scope.startsWith("district:") ? "Huyện" : "Ngành");
}

function link(label, className, href) {
  return element("a", { className, href, textContent: label });
}

function confirmRegistering(call, roster, failed) {
  const yes = button(`Đăng ký ${count(roster.missing)} điểm`, "button go own-width", async () => {
    try {
      const work = await call(`${API}/${roster.id}/register`, { body: {} });
      location.hash = `#work/${work.id}`;
    } catch (problem) {
      failed(problem);
    }
  });
  const no = button("Thôi", "button plain own-width", () => showActions(call, roster, failed));
  replace(byId("roster-actions"), element("div", { className: "notice" },
    element("p", { textContent: `Mỗi nơi chưa đăng ký có một mã điểm riêng, không bao giờ đổi. Nơi thiếu địa chỉ, người phụ trách hoặc điện thoại được để lại và liệt kê. ${roster.doubtful ? "Các cặp chưa rõ không bị đăng ký." : ""}` }),
    yes, " ", no));
  yes.focus();
}

function showActions(call, roster, failed) {
  const made = [];
  if (roster.doubtful) made.push(link(`So ${count(roster.doubtful)} cặp chưa rõ`, "button own-width", `#doubtful/${roster.id}`));
  if (roster.missing && roster.may) {
    made.push(button(`Đăng ký ${count(roster.missing)} nơi chưa có`, "button own-width", () => confirmRegistering(call, roster, failed)));
  }
  if (roster.missing) made.push(link("Xem các nơi chưa đăng ký", "button plain own-width", `#missing/${roster.id}`));
  if (roster.linked) made.push(link("Xem các nơi đã đăng ký", "button plain own-width", `#linked/${roster.id}`));
  if (roster.may) made.push(link("Cập nhật bằng tệp mới", "button plain own-width", `#update/${roster.id}`));
  replace(byId("roster-actions"), element("div", { className: "actions" }, ...made));
}

function commune(call, roster, each, failed) {
  const print = button("In áp phích", "button plain small", async () => {
    try {
      const work = await call(`${API}/posters`, { body: { commune: each.code, roster: roster.id } });
      location.hash = `#work/${work.id}`;
    } catch (problem) {
      failed(problem);
    }
  });
  print.setAttribute("aria-label", `In áp phích ${each.name}`);
  const parts = [
    `${count(each.linked)} trên ${count(each.places)} đã đăng ký`,
    each.doubtful ? `${count(each.doubtful)} chưa rõ` : "",
    each.missing ? `${count(each.missing)} chưa có` : "",
  ].filter(Boolean);
  return element("li", {},
    element("span", {}, element("strong", { textContent: each.name }), element("small", { textContent: parts.join(" · ") })),
    ...(each.linked && roster.may ? [print] : []));
}

function district(call, roster, name, communes, open, failed) {
  const sum = (field) => communes.reduce((total, each) => total + each[field], 0);
  return element("details", { className: "district", open },
    element("summary", {}, name, element("span", { textContent: `${count(sum("linked"))} trên ${count(sum("places"))} đã đăng ký` })),
    element("ul", { className: "communes" }, ...communes.map((each) => commune(call, roster, each, failed))));
}

/** Shows a roster; `may` says whether this account changes it. */
export async function showRoster(call, id, may, failed) {
  const answer = await call(`${API}/${id}`);
  const roster = Object.assign(answer, { may: may(answer.scope) });
  byId("roster-title").textContent = roster.title;
  byId("roster-of").textContent = `${count(roster.places)} nơi · ${keeper(roster.scope)} giữ · ${roster.changed_by} cập nhật ${localDate(Date.parse(roster.changed_at))}`;
  replace(byId("roster-figures"), standingTiles(roster));
  showActions(call, roster, failed);
  const districts = new Map();
  roster.communes.forEach((each) => districts.set(each.district_name, [...(districts.get(each.district_name) || []), each]));
  replace(byId("communes"), ...[...districts].map(([name, communes]) => (
    district(call, roster, name, communes, districts.size < 3, failed))));
  show("roster");
}

/** Shows what came of registering or printing. */
export function showDone(call, work, failed) {
  const { found } = work;
  const say = (text, className) => element("p", { className: className || "", textContent: text });
  const save = (label, name, savedAs) => button(label, "button", () => saveFile(call, work.id, name, savedAs).catch(failed));
  const back = work.roster ? [link("Về danh sách", "button plain", `#roster/${work.roster}`)] : [link("Về các danh sách", "button plain", "#")];
  byId("work-of").textContent = work.title || "";
  if (work.task === "print") {
    byId("work-title").textContent = "Áp phích đã sẵn sàng";
    replace(byId("work-state"),
      say(`${count(found.posters)} áp phích, ${count(found.pages)} trang kể cả mục lục, ${(found.bytes / 1e6).toLocaleString("vi", { maximumFractionDigits: 1 })} MB.`),
      say("In trên giấy A4 ở cỡ 100 %, không chọn “vừa trang”, để mã QR đủ 15 cm. Mục lục ở đầu tập để đánh dấu nơi đã treo.", "hint"),
      save("Tải tập áp phích (PDF)", "posters.pdf", `ap-phich-${work.asked.commune}.pdf`), ...back);
  } else {
    byId("work-title").textContent = "Đã đăng ký xong";
    replace(byId("work-state"),
      say(`${count(found.registered)} điểm mới đã có mã.`, "notice"),
      ...(found.left ? [
        say(`${count(found.left)} nơi chưa đăng ký được vì thiếu thông tin.`, "notice warning"),
        save("Tải danh sách còn lại (.xlsx)", "left.xlsx", "chua-dang-ky-duoc.xlsx")] : []),
      say("Bước tiếp: về danh sách, in áp phích theo từng xã.", "hint"), ...back);
  }
  show("work");
}
