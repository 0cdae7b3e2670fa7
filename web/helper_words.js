/** What the helper reads: why a card is odd, why a code is refused, why there is no camera. */
import { t } from "./i18n.js";

const WARNINGS = {
  sex_mismatch: ["Giới tính không khớp với số giấy tờ", "The sex does not fit the number"],
  birth_year_mismatch: ["Năm sinh không khớp với số giấy tờ", "The year of birth does not fit the number"],
  birth_date_unreadable: ["Không đọc được ngày sinh", "The date of birth cannot be read"],
  sex_unreadable: ["Không đọc được giới tính", "The sex cannot be read"],
  name_unreadable: ["Không đọc được tên", "The name cannot be read"],
  number_odd: ["Số giấy tờ kiểu cũ hoặc lạ", "An old or odd number"],
  number_masked: ["Số giấy tờ bị che, dùng mã định danh", "The number is masked; the QID is used"],
  fields_odd: ["Thẻ thiếu hoặc thừa thông tin", "The card has fields missing or too many"],
};

/** A card's warning in the language of the reader. */
export function warningWords(warning) {
  return t(...(WARNINGS[warning] || ["Thẻ có điểm lạ", "Something is odd about the card"]));
}

const REFUSALS = {
  venue: () => [
    t("Đây là mã của điểm", "This is a venue’s code"),
    t("Không phải mã của người. Xin quét giấy tờ hoặc thẻ của khách.", "Not a person’s. Please scan the visitor’s card or badge."),
  ],
  badge: () => [
    t("Thẻ Truy Vết không đọc được", "This badge cannot be read"),
    t("Xin gõ số điện thoại của khách.", "Please type the visitor’s phone number."),
  ],
  nobody: () => [
    t("Mã này che hết số", "All numbers are masked"),
    t("Không biết là của ai. Xin gõ số điện thoại hoặc số giấy tờ.", "It names nobody. Please type a phone or ID number."),
  ],
  pairing: () => [
    t("Đây là mã ghép máy", "This is a pairing code"),
    t("Máy này đã ghép rồi. Xin quét giấy tờ hoặc thẻ của khách.", "This device is paired already. Please scan the visitor’s card or badge."),
  ],
  unknown: () => [
    t("Không phải giấy tờ đọc được", "Not a card we can read"),
    t("Xin quét CCCD, mã QR cá nhân, thẻ BHYT, thẻ Truy Vết, hoặc gõ số điện thoại.", "Please scan a CCCD, personal QR, BHYT card or badge, or type a phone number."),
  ],
};

/** Why a scanned text was not taken: `[title, what to do]`. `reason` as in UnknownCard, or "pairing". */
export function refusal(reason) {
  return (REFUSALS[reason] || REFUSALS.unknown)();
}

/** Why the camera cannot be used, and what to do. `reason` as in ScannerError. */
export function cameraWords(reason) {
  const instead = t("Xin dùng “Máy quét” hoặc “Gõ tay”.", "Please use “Scanner” or “Typing”.");
  if (reason === "denied") {
    return t(
      `Trình duyệt chưa cho dùng máy ảnh. Xin cho phép trong cài đặt trang web. ${instead}`,
      `The browser does not allow the camera. Please allow it in the site settings. ${instead}`,
    );
  }
  if (reason === "absent") return t(`Máy này không có máy ảnh dùng được. ${instead}`, `No usable camera on this device. ${instead}`);
  if (reason === "insecure") {
    return t(`Trình duyệt này chỉ cho dùng máy ảnh qua https. ${instead}`, `This browser allows the camera only over https. ${instead}`);
  }
  return t(
    `Bản này chưa có bộ đọc mã cho trình duyệt này. ${instead}`,
    `This copy has no decoder for this browser. ${instead}`,
  );
}
