/** Lists of findings and venues that grow page by page. */
import { button, byId, element, replace } from "./element.js";
import { number, day as shownDay, shortDay, UNKNOWN } from "./vn_numbers.js";

const STATES = { unprinted: "chưa in mã QR", silent: "không có lượt quét", closed: "đang đóng hoặc tạm dừng" };

/** One finding: what, where, why, what clears it, what to do. `venue` false leaves out which venue it is about. */
export function findingItem(finding, link, venue = true) {
  const head = element("div", { className: "row" },
    element("strong", {}, venue && finding.venue ? link(finding) : venue ? finding.name : finding.rule_name),
    element("span", { className: `grave grave-${finding.severity}`, textContent: finding.severity_name }));
  const again = finding.times > 1 ? `Bị nêu trong ${number(finding.times)} báo cáo liên tiếp, từ ${shownDay(finding.since)}.` : `Ngày ${shownDay(finding.day)}.`;
  return element("li", {}, head,
    ...(venue && finding.address ? [element("p", { className: "where", textContent: finding.address })] : []),
    element("p", {}, element("strong", { textContent: venue ? `${finding.rule_name}. ` : "" }), finding.sentence),
    element("p", { className: "note", textContent: `${again} Độ chắc chắn: ${finding.confidence_name}.` }),
    ...(finding.clears ? [element("p", { className: "note", textContent: `Được xóa tên khi: ${finding.clears}` })] : []),
    element("p", { className: "remedy", textContent: finding.remedy }));
}

function venueItem(venue, link) {
  const before = [["hôm trước", venue.day_before], ["tuần trước", venue.week_before]]
    .filter(([, scans]) => scans !== null).map(([name, scans]) => `${name} ${number(scans)}`).join(", ");
  return element("li", {},
    element("div", { className: "row" }, element("strong", {}, link(venue)),
      element("span", { textContent: venue.scans ? `${number(venue.scans)} lượt` : STATES[venue.state] || UNKNOWN })),
    element("p", { className: "where", textContent: `${venue.address}, ${venue.commune_name}, ${venue.district_name}` }),
    ...(before || venue.scans ? [element("p", { className: "note", textContent: [venue.scans ? `vào ${number(venue.entries)}, ra ${number(venue.exits)}` : "", before].filter(Boolean).join(" · ") })] : []));
}

/** A list that is loaded by `load(next)`, which gives an answer with `name`, `total` and `next`. */
export class GrowingList {
  constructor(id, name, item, nothing) {
    Object.assign(this, { box: byId(id), name, item, nothing, asked: 0 });
  }

  /** Shows the first page in place of what is there; what was asked for before comes to nothing. */
  async begin(load, told) {
    this.asked += 1;
    const mine = this.asked;
    this.box.classList.add("waiting");
    try {
      const answer = await load(0);
      if (mine !== this.asked) return;
      const list = element("ul", { className: "places" });
      replace(this.box, element("p", { className: "hint", textContent: answer.total ? `${number(answer.total)} ${told}` : this.nothing }), list);
      this.append(list, answer, load);
    } finally {
      if (mine === this.asked) this.box.classList.remove("waiting");
    }
  }

  append(list, answer, load) {
    list.hidden = !answer.total;
    list.append(...answer[this.name].map(this.item));
    if (answer.next === null) return;
    const more = button(`Xem thêm (còn ${number(answer.total - answer.next)})`, "button plain more no-print", async () => {
      more.disabled = true;
      try {
        this.append(list, await load(answer.next), load);
        more.remove();
      } catch (problem) {
        more.disabled = false;
        more.textContent = `${problem.text} Bấm để thử lại`;
      }
    });
    this.box.append(more);
  }
}

/** The list of findings. */
export function findingList(link) {
  return new GrowingList("findings", "findings", (finding) => findingItem(finding, link), "Không có điểm nào bị nêu trong phần đang xem.");
}

/** The list of venues. */
export function venueList(link) {
  return new GrowingList("venues", "venues", (venue) => venueItem(venue, link), "Không tìm thấy điểm nào.");
}

/** The day whose report told the findings that are shown with a day: of a running day there is none yet. */
export function findingsOf(day, before, running) {
  return running ? `Theo báo cáo ngày ${shortDay(before)}; kết quả của hôm nay có sau 06:00 sáng mai.` : `Theo báo cáo ngày ${shortDay(day)}.`;
}
