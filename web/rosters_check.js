/** What a file would change, with every row that cannot be taken; nothing is stored before somebody says so. */
import { button, byId, element, replace } from "./element.js";
import { API, count, saveFile, standingTiles, tile } from "./rosters_work.js";
import { show } from "./views.js";

let names = {};

function figures(work) {
  const { found, asked } = work;
  const file = element("div", { className: "tiles" },
    tile(found.rows, "dòng trong tệp", ""),
    tile(found.good, "dòng nhận được", "good"),
    tile(found.bad, found.bad ? `dòng lỗi (${count(found.errors)} lỗi)` : "dòng lỗi", "bad"));
  const changes = asked.known ? [
    element("p", { className: "tiles-of", textContent: "So với danh sách đang dùng" }),
    element("div", { className: "tiles" },
      tile(found.unchanged, "giữ nguyên", ""), tile(found.changed, "đổi thông tin", "look"),
      tile(found.added, "thêm mới", "good"), tile(found.gone, "không còn trong tệp", "bad"),
      ...(found.held ? [tile(found.held, "giữ lại vì dòng lỗi có thể nói về nơi này", "look")] : [])),
  ] : [];
  return [file, ...changes, element("p", { className: "tiles-of", textContent: "Đối chiếu với các điểm đã đăng ký" }), standingTiles(found)];
}

function actions(call, work, applying, failed) {
  const { found } = work;
  const remove = element("input", { type: "checkbox", id: "remove-gone" });
  const gone = found.gone ? [element("label", { className: "choice" }, remove,
    `Bỏ khỏi danh sách ${count(found.gone)} nơi không còn trong tệp (không chọn thì giữ lại)`)] : [];
  const apply = async () => {
    try {
      await call(`${API}/work/${work.id}/apply`, { body: { remove_gone: remove.checked } });
      applying(work.id);
    } catch (problem) {
      failed(problem);
    }
  };
  const take = button(`Áp dụng ${count(found.good)} nơi`, "button go own-width", apply);
  const back = element("a", { className: "button plain own-width", href: `#layout/${work.id}`, textContent: "Sửa lại cột" });
  return element("div", { className: "actions" }, ...gone, ...(found.good ? [take] : []), back);
}

function wrongRow({ row, cells, wrong }, titles) {
  const said = cells.map((cell, index) => cell && `${titles[index] || `Cột ${index + 1}`}: ${cell}`).filter(Boolean);
  return element("div", { className: "wrong" },
    element("h3", { textContent: `Dòng ${row}` }),
    element("ul", {}, ...wrong.map(({ column, message }) => element("li", {},
      ...(column ? [element("strong", { textContent: `${names[column] || column}: ` })] : []), message))),
    element("p", { className: "cells", textContent: said.join(" · ") }));
}

async function moreErrors(call, id, from, failed) {
  try {
    const { titles, rows, next } = await call(`${API}/work/${id}/errors?from=${from}`);
    const list = byId("error-rows");
    list.append(...rows.map((row) => wrongRow(row, titles)));
    replace(byId("error-more"), ...(next ? [button("Xem thêm dòng lỗi", "button plain own-width", () => moreErrors(call, id, next, failed))] : []));
  } catch (problem) {
    failed(problem);
  }
}

function showErrorRows(call, work, failed) {
  if (!work.found.bad) {
    replace(byId("errors"));
    return;
  }
  const save = button("Tải các dòng lỗi (.xlsx)", "button plain own-width",
    () => saveFile(call, work.id, "errors.xlsx", "dong-loi.xlsx").catch(failed));
  replace(byId("errors"),
    element("h2", { textContent: `${count(work.found.bad)} dòng lỗi` }),
    element("p", { className: "hint", textContent: "Tệp tải về có lỗi ghi bên cạnh từng dòng: sửa ngay trong tệp đó rồi gửi lại để cập nhật danh sách này. Những dòng đúng vẫn áp dụng được ngay." }),
    save, element("div", { id: "error-rows" }), element("div", { id: "error-more" }));
  moreErrors(call, work.id, 0, failed);
}

/** Shows what came of the check. `columnNames`: how columns are called. */
export function showCheck(call, work, columnNames, applying, failed) {
  names = columnNames;
  byId("check-title").textContent = `Kết quả kiểm tra: ${work.title}`;
  replace(byId("check-figures"), ...figures(work));
  replace(byId("check-actions"), actions(call, work, applying, failed));
  showErrorRows(call, work, failed);
  show("check");
}
