/** Places of a roster: a doubtful one side by side with what it may be, decided by somebody; or a plain list. */
import { spaced } from "./code.js";
import { button, byId, element, replace } from "./element.js";
import { save } from "./official.js";
import { API, count } from "./rosters_work.js";
import { announce, show } from "./views.js";

const WORDS = {
  doubtful: ["Các cặp chưa rõ", "Hai nơi giống nhau nhưng chưa chắc là một. Xin xem và quyết định; quyết định được giữ qua các lần cập nhật sau."],
  missing: ["Nơi chưa đăng ký", "Phải tham gia mà chưa có điểm nào trong hệ thống. Những nơi này được nêu trong báo cáo."],
  linked: ["Nơi đã đăng ký", "Bấm “Không phải” nếu ghép nhầm."],
};
const BASES = {
  tax_code: "cùng mã số thuế", phone: "cùng điện thoại, tên giống", name: "cùng tên, cùng xã",
  decided: "cán bộ xác nhận", registered: "đăng ký từ danh sách này",
};
const LINES = [
  ["name", "Tên"], ["kind_name", "Loại"], ["address", "Địa chỉ"], ["commune_name", "Xã"], ["head", "Phụ trách"],
  ["phone", "Điện thoại"], ["tax_code", "MST"], ["agency", "Cơ quan"],
];

/** Whether this account decides, or only looks. */
let acts = false;

function plain(text) {
  return (text || "").normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase().trim();
}

function shownPhone(text) {
  return (text || "").replace(/^\+84(\d{3})(\d{3})(\d+)$/, "0$1 $2 $3").replace(/^\+84/, "0");
}

function value(place, field) {
  return field === "phone" ? shownPhone(place.phone) : place[field] || "";
}

function line(place, venue, [field, label]) {
  const one = value(place, field);
  const other = value(venue, field);
  const agrees = one && plain(one) === plain(other);
  const differs = one && other && !agrees;
  return element("tr", { className: agrees ? "agrees" : differs ? "differs" : "" },
    element("th", { scope: "row", textContent: label }),
    element("td", { textContent: one || "–" }), element("td", { textContent: other || "–" }));
}

async function decide(call, roster, place, venue, same, card, failed) {
  card.querySelectorAll("button").forEach((each) => Object.assign(each, { disabled: true }));
  try {
    const after = await call(`${API}/${roster}/decisions`, { body: { row: place.row, venue: venue.code, same } });
    if (after.standing === "doubtful") {
      replace(card, ...pairParts(call, roster, after, card, failed));
      return;
    }
    const said = after.standing === "linked" ? `Đã ghép với mã ${spaced(after.venue.code)}` : "Đã ghi: không phải cùng một nơi";
    card.classList.add("decided");
    replace(card, element("p", { textContent: `${place.name}: ${said}.` }));
    announce(said);
  } catch (problem) {
    card.querySelectorAll("button").forEach((each) => Object.assign(each, { disabled: false }));
    failed(problem);
  }
}

function pairParts(call, roster, place, card, failed) {
  const [venue] = place.candidates;
  const more = place.candidates.length - 1;
  const said = (same) => () => decide(call, roster, place, venue, same, card, failed);
  const head = ["", "Trong danh sách", `Đã đăng ký ${spaced(venue.code)}`];
  return [
    element("h2", { textContent: place.name }),
    element("table", {},
      element("thead", {}, element("tr", {}, ...head.map((text) => element("th", { scope: "col", textContent: text })))),
      element("tbody", {}, ...LINES.filter(([field]) => value(place, field) || value(venue, field)).map((each) => line(place, venue, each)))),
    ...(more ? [element("p", { className: "quiet", textContent: `Còn ${more} điểm khác có thể là nơi này.` })] : []),
    ...(acts ? [element("div", { className: "buttons" },
      button("Cùng một nơi", "button go", said(true)), button("Khác nhau", "button plain", said(false)))] : []),
  ];
}

function pair(call, roster, place, failed) {
  const card = element("article", { className: "card pair" });
  card.append(...pairParts(call, roster, place, card, failed));
  return card;
}

/** Asks first: the sheet can be printed once, and whoever holds it manages the venue. */
function handOver(call, venue, item, failed) {
  const print = button("In phiếu", "button small", async () => {
    print.disabled = true;
    try {
      await save(await call(`${API}/handovers`, { body: { venue: venue.code }, file: true }), "phieu-ban-giao.pdf");
      replace(asking, "Phiếu đã tải về. In ra, cho vào phong bì, giao tận tay người phụ trách rồi xóa tệp.");
    } catch (problem) {
      asking.remove();
      failed(problem);
    }
  });
  const asking = element("div", { className: "notice warning" },
    element("p", { textContent: "Phiếu có đường dẫn quản lý điểm, chỉ in được một lần. Ai cầm phiếu thì sửa được thông tin của điểm." }),
    print, " ", button("Thôi", "button plain small", () => asking.remove()));
  item.append(asking);
}

function plainPlace(call, roster, place, failed) {
  const where = [place.address, place.commune_name, place.district_name].filter(Boolean).join(", ");
  const who = [place.head, shownPhone(place.phone)].filter(Boolean).join(" · ");
  const item = element("li", {}, element("strong", { textContent: place.name }),
    element("small", { textContent: ` ${place.kind_name}` }),
    element("div", { className: "quiet", textContent: where }),
    ...(who ? [element("div", { className: "quiet", textContent: who })] : []));
  if (place.venue) {
    item.append(element("div", { textContent: `Mã ${spaced(place.venue.code)} · ${place.venue.name} (${BASES[place.basis]})` }));
  }
  if (place.venue && acts) {
    item.append(button("Không phải", "link", () => decide(call, roster, place, place.venue, false, item, failed)));
    if (!place.venue.owned) item.append(" · ", button("In phiếu bàn giao", "link", () => handOver(call, place.venue, item, failed)));
  }
  return item;
}

async function add(call, standing, roster, from, failed) {
  const { places, total, next } = await call(`${API}/${roster}/places?standing=${standing}&from=${from}`);
  byId("places-title").textContent = `${WORDS[standing][0]} (${count(total)})`;
  const list = byId("places");
  if (standing === "doubtful") {
    // A venue may have gone since the places were compared; then there is nothing to look at.
    list.append(...places.filter(({ candidates }) => candidates.length).map((place) => pair(call, roster, place, failed)));
  } else {
    if (!list.firstChild) list.append(element("ul", { className: "plain" }));
    list.firstChild.append(...places.map((place) => plainPlace(call, roster, place, failed)));
  }
  const more = () => add(call, standing, roster, next, failed).catch(failed);
  replace(byId("places-more"), ...(next ? [button("Xem thêm", "button plain own-width", more)] : []));
}

/** Shows the places of a roster that stand so: doubtful, missing or linked; `mayAct` offers to decide. */
export async function showPlaces(call, standing, roster, mayAct, failed) {
  acts = mayAct;
  byId("places-hint").textContent = WORDS[standing][1];
  byId("places-back").href = `#roster/${roster}`;
  const file = async () => save(await call(`${API}/${roster}/files/${standing}.xlsx`, { file: true }), `${standing}.xlsx`);
  replace(byId("places-file"), button("Tải danh sách này (.xlsx)", "button plain own-width", () => file().catch(failed)));
  replace(byId("places"));
  replace(byId("places-more"));
  await add(call, standing, roster, 0, failed);
  show("places");
}
