"""What each threshold means, in Vietnamese, and between which values it may be set."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """A threshold for people: its sentence, the lowest and highest value, and the unit where it has one."""

    text: str
    low: float
    high: float
    unit: str = ""


def _days(text: str, low: int = 1, high: int = 60) -> Word:
    return Word(text, low, high, "ngày")


def _count(text: str, low: int = 1, high: int = 10_000, unit: str = "") -> Word:
    return Word(text, low, high, unit)


def _share(text: str) -> Word:
    return Word(text, 0, 1, "phần của 1")


GROUP_NAMES = {
    "compliance": "Quy tắc đánh giá điểm",
    "report": "Báo cáo 06 giờ",
    "ladder": "Nhắc nhở và báo lên cấp trên",
    "trace": "Truy vết",
    "exposure": "Công bố địa điểm",
}

WORDS: dict[str, dict[str, Word]] = {
    "compliance": {
        "grace_days": _days("Điểm mới đăng ký chưa bị nêu tên trong", 0),
        "working_min_share": _share("Ngày cả tỉnh quét ít hơn phần này của ngày thường là lỗi hệ thống, không nêu ai"),
        "silent_days": _days("Không có lượt quét: số ngày mở cửa liên tiếp"),
        "silent_days_after_test": _days("Không có lượt quét sau khi chỉ quét thử, hoặc điểm rất nhỏ: số ngày mở cửa"),
        "test_scans": _count("Trong một ngày duy nhất, ít hơn số lượt này là quét thử", unit="lượt"),
        "tiny_visitors": _count("Điểm rất nhỏ: ít hơn số khách mỗi ngày này", unit="khách"),
        "silent_days_after_scans": _days("Không có lượt quét sau thời gian có quét: số ngày theo lịch"),
        "exits_days": _days("Chỉ quét lượt vào: xét trong số ngày mở cửa"),
        "exits_min_entries": _count("Chỉ quét lượt vào: từ số lượt vào này", unit="lượt"),
        "exits_max_share": _share("Chỉ quét lượt vào: lượt ra nhiều nhất bằng phần này của lượt vào"),
        "unmatched_min_exits": _count("Ra mà không có lượt vào: từ số người ra bằng máy của mình", unit="người"),
        "unmatched_max_share": _share("Ra mà không có lượt vào: phần có lượt vào nhiều nhất"),
        "drop_days": _days("Giảm bất thường: so với trung vị của số ngày mở cửa trước đó"),
        "drop_low_days": _days("Giảm bất thường: số ngày ít lượt gần nhất"),
        "drop_min_expected": Word("Giảm bất thường: chỉ xét điểm lẽ ra có từ số lượt này", 1, 100_000, "lượt"),
        "drop_max_share": _share("Giảm bất thường: còn nhiều nhất phần này của mức lẽ ra có"),
        "peers_days": _days("Thấp hơn điểm tương tự: xét trong số ngày mở cửa"),
        "peers_min": _count("Thấp hơn điểm tương tự: so với ít nhất số điểm cùng loại, cùng cỡ", unit="điểm"),
        "peers_min_visitors": _count("Thấp hơn điểm tương tự: chỉ xét điểm khai từ số khách mỗi ngày", unit="khách"),
        "peers_max_share": _share("Thấp hơn điểm tương tự: nhiều nhất phần này của trung vị"),
        "peers_sigmas": Word("Thấp hơn điểm tương tự: thấp hơn bao nhiêu độ lệch chuẩn", 1, 10),
        "hole_days": _days("Trống giờ cao điểm: số ngày liên tiếp"),
        "hole_past_days": _days("Trống giờ cao điểm: số ngày trước đó để biết giờ cao điểm"),
        "hole_min_expected": Word("Trống giờ cao điểm: lẽ ra có từ số lượt này", 1, 100_000, "lượt"),
        "hole_max_share": _share("Trống giờ cao điểm: còn nhiều nhất phần này"),
        "hole_chance": Word("Trống giờ cao điểm: xác suất ngẫu nhiên cao nhất", 1e-9, 0.05),
        "burst_minutes": Word("Quét dồn từ một máy: trong số phút", 1, 60, "phút"),
        "burst_min_scans": _count("Quét dồn từ một máy: từ số lượt cùng chiều", unit="lượt"),
        "burst_min_share": _share("Quét dồn từ một máy: chiếm từ phần này của lượt trong ngày"),
        "night_min_scans": _count("Nhập lúc nửa đêm đến 06:00 từ một máy: từ số lượt", unit="lượt"),
        "night_min_share": _share("Nhập lúc nửa đêm đến 06:00 từ một máy: chiếm từ phần này của ngày"),
        "device_min_acts": _count("Gần hết từ một máy: từ số lượt trong ngày", unit="lượt"),
        "device_min_share": _share("Gần hết từ một máy: chiếm từ phần này của ngày"),
        "number_min_acts": _count("Gần hết một số điện thoại hoặc giấy tờ: từ số lượt", unit="lượt"),
        "number_min_share": _share("Gần hết một số điện thoại hoặc giấy tờ: chiếm từ phần này"),
        "identical_min_people": _count("Khai giống hệt nhau: từ số người khác số điện thoại", unit="người"),
        "identical_min_share": _share("Khai giống hệt nhau: chiếm từ phần này của số người trong ngày"),
        "apart_minutes": Word("Ở hai nơi cùng lúc: cách nhau không quá số phút", 1, 60, "phút"),
        "apart_min_people": _count("Ở hai nơi cùng lúc: từ số người", unit="người"),
        "apart_min_share": _share("Ở hai nơi cùng lúc: chiếm từ phần này của số người được xem"),
        "hours_margin": Word("Quét ngoài giờ mở cửa: lệch quá số giờ", 0, 12, "giờ"),
        "hours_min_scans": _count("Quét ngoài giờ mở cửa: từ số lượt", unit="lượt"),
        "hours_min_share": _share("Quét ngoài giờ mở cửa: chiếm từ phần này của ngày"),
        "poster_days": _days("Áp phích cũ: sau khi đổi tên, địa chỉ mà chưa in lại trong"),
        "device_silent_days": _days("Máy hỗ trợ duy nhất im lặng: số ngày mở cửa"),
        "gaps_min": _count("Thiếu số thứ tự của một máy: từ số lượt", unit="lượt"),
        "gaps_min_share": _share("Thiếu số thứ tự của một máy: chiếm từ phần này của số đã cấp"),
    },
    "report": {
        "history_days": _days("Đọc lại số ngày trước ngày báo cáo", 8, 28),
        "trend_days": _days("Biểu đồ xu hướng gồm", 2, 60),
        "suspects": _count("Xem từng lượt quét của nhiều nhất số điểm nghi vấn", unit="điểm"),
        "spot_checks": _count("Xem từng lượt quét của nhiều nhất số điểm khác, lần lượt", 0, unit="điểm"),
        "visits_read": _count("Xem tất cả nhiều nhất số lượt quét", 1_000, 1_000_000, "lượt"),
        "people_followed": _count("Hỏi xem ở đâu trong vài phút của nhiều nhất số người", 0, 100_000, "người"),
        "sample_size": _count("Đối soát ngẫu nhiên số điểm không bị nêu", 0, unit="điểm"),
        "listed_in_mail": _count("Liệt kê trong thư và PDF nhiều nhất, mỗi danh sách", 5, 200, "dòng"),
        "device_used_days": _days("Máy hỗ trợ coi như đang dùng nếu có liên lạc trong"),
        "device_listed_days": _days("Nêu máy hỗ trợ còn thiếu lượt nếu có liên lạc trong"),
        "devices": _count("Xem nhiều nhất số máy hỗ trợ", 100, 100_000, "máy"),
    },
    "ladder": {
        "severity": _count("Nhắc khi mức độ từ (1 cần nhắc, 2 cần chấn chỉnh, 3 nghiêm trọng)", 1, 3),
        "reminders": _count("Số lần nhắc người đứng đầu trước khi báo cấp xã", 1, 10, "lần"),
        "commune_days": _days("Báo cấp huyện sau khi báo cấp xã"),
        "district_days": _days("Đề nghị tạm dừng sau khi báo cấp huyện"),
        "answer_days": _days("Điểm đã trả lời thì không nhắc lại trong", 0),
        "help_days": _days("Yêu cầu hỗ trợ chưa giải quyết thì không nhắc trong", 0),
        "longest_away_days": _days("Điểm được tự báo tạm đóng nhiều nhất", 1, 180),
        "from_hour": Word("Chỉ gửi nhắc nhở từ", 0, 23, "giờ"),
        "to_hour": Word("Chỉ gửi nhắc nhở đến", 1, 24, "giờ"),
        "sms": Word("Nhắn SMS cho người không có thư điện tử (mất phí)", 0, 1),
    },
    "trace": {
        "infectious_days_before": _days("Có thể lây trước khi phát bệnh hoặc lấy mẫu dương tính", 0, 14),
        "definition_minutes": Word("F1: ở cùng nơi kín trong một ngày từ", 1, 240, "phút"),
        "tail_minutes": Word("Sau khi ca bệnh rời đi, không khí còn tính là tiếp xúc trong", 0, 240, "phút"),
        "latency_hours": Word("Sau lần tiếp xúc đầu, người tiếp xúc có thể lây từ", 0, 240, "giờ"),
        "tail_weight": _share("Trọng số của thời gian sau khi ca bệnh rời đi"),
        "zone_unknown_weight": _share("Trọng số khi không rõ khu vực"),
        "zone_differs_weight": _share("Trọng số khi khác khu vực"),
        "next_scan_weight": _share("Trọng số khi lượt quét nơi khác cho biết lúc rời đi"),
        "told_weight": _share("Trọng số của thời gian do ca bệnh kể"),
        "closing_weight": _share("Trọng số khi chỉ biết giờ đóng cửa"),
        "assumed_weight": _share("Trọng số khi thời gian ở lại là giả định theo loại điểm"),
        "most_links": _count("Số điện thoại gắn với nhiều giấy tờ hơn số này là số dùng chung", 1, 50),
        "most_sources": _count("Truy tiếp F2 từ nhiều nhất số F1", 1, 10_000, "người"),
    },
    "exposure": {
        "places_a_day": _count("Số địa điểm được công bố mỗi ngày mà không cần cấp tỉnh duyệt", 0, 1000, "địa điểm"),
    },
}
