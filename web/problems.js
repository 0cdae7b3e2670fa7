/** What can go wrong, each in its own sentence: `{title, text}` in the language of the reader. */
import { ApiError } from "./api.js";
import * as clock from "./clock.js";
import { spaced } from "./code.js";
import { t } from "./i18n.js";

/** A text that is no venue code; `kind` as `reading` of code.js gives it. */
export function codeProblem(kind) {
  if (kind === "empty") {
    return {
      title: t("Chưa có mã điểm", "No venue code yet"),
      text: t("Xin nhập 8 ký tự in dưới ô QR trên áp phích.", "Please type the 8 characters printed below the QR code."),
    };
  }
  if (kind === "mistyped") {
    return {
      title: t("Mã có ký tự chưa đúng", "One character is wrong"),
      text: t(
        "Xin xem lại 8 ký tự in dưới ô QR rồi nhập lại.",
        "Please compare with the 8 characters below the QR code and type them again.",
      ),
    };
  }
  return {
    title: t("Đây không phải mã của Truy Vết", "This is not a Truy Vết code"),
    text: t(
      "Mã của hệ thống khác (tờ khai y tế, Bluezone, PC-COVID…) không dùng được ở đây. "
        + "Xin tìm áp phích có chữ Truy Vết, hoặc hỏi người trực tại điểm.",
      "Codes of other systems (tokhaiyte, Bluezone, PC-COVID…) do not work here. "
        + "Please look for the poster that says Truy Vết, or ask the staff.",
    ),
  };
}

/** A venue that takes no check-ins; `status` as on its card. */
export function venueProblem(status) {
  if (status === "suspended") {
    return {
      title: t("Điểm này đang bị tạm dừng", "This venue is suspended"),
      text: t(
        "Cơ quan chức năng đã tạm dừng hoạt động của điểm này. Xin không vào và hỏi người phụ trách.",
        "The authorities have suspended this venue. Please do not enter, and ask the person in charge.",
      ),
    };
  }
  return {
    title: t("Điểm này đã đóng", "This venue is closed"),
    text: t(
      "Điểm này đã ngừng hoạt động nên không nhận khai báo. Nếu điểm vẫn mở cửa, xin báo người phụ trách.",
      "This venue has closed and takes no check-ins. If it is open all the same, please tell the person in charge.",
    ),
  };
}

/** No venue has this code, though its characters are right. */
export function unknownVenue(code) {
  return {
    title: t("Không có điểm nào mang mã này", "No venue has this code"),
    text: t(
      `Mã ${spaced(code)} chưa được đăng ký. Xin kiểm tra lại mã, hoặc báo người trực tại điểm.`,
      `The code ${spaced(code)} is not registered. Please check it, or tell the staff.`,
    ),
  };
}

function span(milliseconds) {
  const minutes = Math.max(1, Math.round(Math.abs(milliseconds) / 60000));
  if (minutes < 90) return t(`${minutes} phút`, `${minutes} minutes`);
  const hours = Math.round(minutes / 60);
  if (hours < 36) return t(`${hours} giờ`, `${hours} hours`);
  const days = Math.round(hours / 24);
  return t(`${days} ngày`, `${days} days`);
}

/** By how much the phone's clock is wrong, or "" when it is right. */
export function clockSentence() {
  const error = clock.error();
  if (!error) return "";
  return error > 0
    ? t(`Đồng hồ của điện thoại chạy trước khoảng ${span(error)}.`, `This phone's clock is about ${span(error)} ahead.`)
    : t(`Đồng hồ của điện thoại chạy chậm khoảng ${span(error)}.`, `This phone's clock is about ${span(error)} behind.`);
}

const CLOCK = {
  too_early: () => ({
    title: t("Đồng hồ điện thoại chạy trước", "This phone's clock is ahead"),
    text: clockSentence() || t("Giờ gửi lên ở tương lai.", "The time that was sent lies in the future."),
  }),
  too_late: () => ({
    title: t("Đồng hồ điện thoại chạy chậm", "This phone's clock is behind"),
    text: clockSentence() || t("Giờ gửi lên đã quá cũ.", "The time that was sent is too long ago."),
  }),
};

/** Why a request did not succeed, from an ApiError or a NetworkError. */
export function requestProblem(error) {
  if (!(error instanceof ApiError)) {
    return {
      title: t("Không có mạng", "No network"),
      text: t("Xin kiểm tra 4G hoặc Wi-Fi.", "Please check mobile data or Wi-Fi."),
    };
  }
  if (error.temporary) {
    return {
      title: t("Hệ thống đang bận", "The system is busy"),
      text: t("Nhiều người đang khai cùng lúc.", "Many people are checking in at the same time."),
    };
  }
  if (CLOCK[error.code]) return CLOCK[error.code]();
  const closed = { title: t("Điểm này không nhận khai báo", "This venue takes no check-ins") };
  return {
    title: error.status === 409 ? closed.title : t("Chưa gửi được", "Could not be sent"),
    text: t(error.message, "The server did not accept it. Please ask the staff for help."),
  };
}
