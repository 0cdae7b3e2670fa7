/** The pages of officials, as a row of links; each account sees those that its groups may open. */
import { byId, element, replace } from "./element.js";

const SEEING = ["province", "district:", "kind:", "auditor"];
const PAGES = [
  ["/trace", "Truy vết", ["tracer"]],
  ["/oversight", "Số liệu", SEEING],
  ["/archive", "Báo cáo", SEEING],
  ["/settings", "Cài đặt", ["province", "auditor"]],
  ["/publish", "Công bố địa điểm", ["tracer", "province"]],
  ["/audit", "Nhật ký tra cứu", ["auditor"]],
  ["/rosters", "Danh sách phải tham gia", SEEING],
];

/** Whether an account with these groups is of one of the others; one that ends with a colon is the beginning of many. */
export function belongs(groups, wanted) {
  return groups.some((own) => wanted.some((group) => own === group || (group.endsWith(":") && own.startsWith(group))));
}

/** Fills `<nav id="pages">`; `here` is the address of this page. */
export function showPages(here, groups) {
  const links = PAGES.filter(([, , wanted]) => belongs(groups, wanted)).map(([href, textContent]) => {
    const link = element("a", { href, textContent });
    if (href === here) link.setAttribute("aria-current", "page");
    return link;
  });
  replace(byId("pages"), ...links);
  byId("pages").hidden = links.length < 2;
  // On a telephone the row is longer than the screen.
  const current = links.find((link) => link.hasAttribute("aria-current"));
  if (current) byId("pages").scrollLeft = current.offsetLeft + current.offsetWidth - byId("pages").clientWidth;
}
