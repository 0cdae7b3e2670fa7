/**
 * The word of the day of a venue: both the visitor's confirmation and the owner's page show it, so that the guard
 * sees at a glance that a screen is of this place and of today. It deters old screenshots; it is no secret.
 */
import { localDay } from "./days.js";

export const WORDS = [
  "hoa sen", "con trâu", "cây tre", "hạt gạo", "quả xoài", "con cò", "dòng sông", "ngọn núi",
  "mặt trời", "ánh trăng", "ngôi sao", "đám mây", "cơn mưa", "cầu vồng", "bờ biển", "cánh đồng",
  "con thuyền", "mái nhà", "cái nón", "áo dài", "đèn lồng", "con diều", "cây đa", "giếng nước",
  "hoa mai", "hoa đào", "hoa cúc", "hoa hồng", "hoa lan", "hướng dương", "cây dừa", "cây điều",
  "cao su", "hồ tiêu", "cà phê", "trà xanh", "mật ong", "quả cam", "quả chuối", "quả mít",
  "sầu riêng", "thanh long", "vú sữa", "măng cụt", "dưa hấu", "chôm chôm", "đu đủ", "quả bưởi",
  "bánh chưng", "bánh mì", "bánh xèo", "bún bò", "phở gà", "cơm tấm", "chả giò", "nước mắm",
  "con voi", "con hổ", "con gà", "con vịt", "con mèo", "con ngựa", "con rùa", "cá chép",
  "chim sẻ", "chim én", "bồ câu", "bươm bướm", "chuồn chuồn", "đom đóm", "con ong", "con kiến",
  "cái trống", "cây đàn", "cây sáo", "quyển sách", "cây bút", "cái bảng", "cặp sách", "lá thư",
  "xe đạp", "xe lửa", "máy cày", "con đường", "cây cầu", "ngã tư", "bến xe", "chợ quê",
  "buổi sáng", "mùa xuân", "mùa hè", "mùa thu", "gió mát", "nắng vàng", "suối trong", "rừng xanh",
];

/** FNV-1a, 32 bits, of text in ASCII. */
function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** The word of this venue on the local day of an instant (milliseconds). */
export function wordOfTheDay(code, at) {
  return WORDS[hash(`${code}|${localDay(at)}`) % WORDS.length];
}
