/** "Delete my data": asks first, and says so where check-ins are not sent yet. */
import { t } from "./i18n.js";
import * as kept from "./kept.js";
import { waitingWords } from "./kept_notice.js";
import { forget } from "./memory.js";
import { showProblem } from "./problem_view.js";
import { wakeNow } from "./sending.js";

async function forgetAll() {
  await kept.dropAll();
  forget();
  location.reload();
}

function lossWords(tally) {
  return t(
    `${waitingWords(tally)}. Nếu xóa bây giờ, các lượt này mất hẳn và không được ghi nhận. `,
    `${waitingWords(tally)}. Deleted now, these check-ins are lost and never recorded. `,
  );
}

/** Asks whether to delete everything that this phone remembers of its people; `back` where they keep it. */
export async function askToForget(back) {
  const tally = await kept.tally();
  const sendFirst = async () => {
    await wakeNow();
    if ((await kept.tally()).waiting) askToForget(back);
    else forgetAll();
  };
  showProblem(() => ({
    title: t("Xóa thông tin trên máy này?", "Delete the data on this phone?"),
    text: (tally.waiting ? lossWords(tally) : "") + t(
      "Tên, số điện thoại, người đi cùng và những điểm đã đến sẽ bị xóa khỏi điện thoại này. "
        + "Lượt đã khai vẫn được lưu an toàn ở máy chủ theo quy định.",
      "Names, phone numbers, companions and places visited are deleted from this phone. "
        + "Visits already declared stay with the server, protected, as the rules ask.",
    ),
    actions: [
      ...(tally.waiting ? [[t("Gửi xong rồi xóa", "Send first, then delete"), "button", sendFirst]] : []),
      [tally.waiting ? t(`Xóa cả ${tally.waiting} lượt chưa gửi`, `Delete, with the ${tally.waiting} not sent`) : t("Xóa", "Delete"),
        "button danger", forgetAll],
      [t("Giữ lại", "Keep"), "button plain", back],
    ],
  }));
}
