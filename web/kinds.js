/** What a venue is: the sectors of the directive, each with its names and a small line drawing (24 × 24). */
import { t } from "./i18n.js";

const KINDS = {
  grocery: ["Tạp hóa", "Grocery", "M4 10h16l-2 10H6zM8 10l4-6 4 6M10 13.5v3M14 13.5v3"],
  market: ["Chợ", "Market", "M4.5 4h15L22 9H2zM2 9a3.3 3.3 0 0 0 6.7 0 3.3 3.3 0 0 0 6.6 0A3.3 3.3 0 0 0 22 9M5 12.5V20h14v-7.5"],
  supermarket: ["Siêu thị", "Supermarket", "M2.5 4H5l3 11h10l3-8H6M9.5 19.500h.01M17 19.500h.01"],
  convenience: ["Cửa hàng tiện lợi", "Convenience store", "M4 10h16v10H4zM4 10l2-6h12l2 6M9.5 20v-6h5v6"],
  restaurant: ["Quán ăn, cà phê", "Restaurant, café", "M3 11h18a9 9 0 0 1-5.5 8h-7A9 9 0 0 1 3 11zM9 8c0-2 2-2 2-4M14 8c0-2 2-2 2-4"],
  office: ["Cơ quan, công sở", "State office", "M4 20V5.500L12 3l8 2.500V20zM9.5 20v-4.500h5V20M8 8.500h2M14 8.500h2M8 12h2M14 12h2"],
  factory: ["Nhà máy, xí nghiệp", "Factory", "M3 20V10l6 4v-4l6 4V4h3.500L21 20zM7 17h2M12.5 17h2"],
  school: ["Trường học", "School", "M2 9l10-5 10 5-10 5zM6 11.500V17c3 2.7 9 2.7 12 0v-5.500M22 9v6"],
  health: ["Cơ sở y tế", "Health facility", "M9 3h6v6h6v6h-6v6H9v-6H3V9h6z"],
  transport: ["Bến xe, vận tải", "Transport", "M5 4h14v13H5zM5 11.500h14M8 17v3M16 17v3M8.5 14.300h.01M15.5 14.300h.01"],
  worship: ["Cơ sở tôn giáo", "Place of worship", "M12 2.500v3M3 12l9-6.5 9 6.500M6 10v10h12V10M10 20v-4.500a2 2 0 0 1 4 0V20"],
  checkpoint: ["Chốt kiểm soát", "Checkpoint", "M4 20V9M2.5 9h19v4.500H4M9 9l-2.5 4.500M14.5 9L12 13.500M20 9l-2.5 4.500M4 5.500h.01"],
  other: ["Khác", "Other", "M12 21s7-6.4 7-11.500a7 7 0 0 0-14 0C5 14.6 12 21 12 21zM12 9.500h.01"],
};

/** The codes of all kinds, the most frequent first. */
export function kinds() {
  return Object.keys(KINDS);
}

/** `[Vietnamese, English]` */
export function kindNames(kind) {
  return KINDS[kind].slice(0, 2);
}

/** The name in the language of the reader. */
export function kindName(kind) {
  return t(...kindNames(kind));
}

/** The drawing as an SVG element that screen readers pass over. */
export function kindIcon(kind) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "line-icon");
  path.setAttribute("d", KINDS[kind][2]);
  svg.appendChild(path);
  return svg;
}
