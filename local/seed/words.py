"""The words that generated names are put together from. Whoever is met here does not exist."""

from random import Random

from truyvet.venues import Kind

FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Điểu",
    "Thị",
)
MIDDLE = ("Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thanh", "Đức", "Kim", "Quốc", "Thu", "Xuân", "Hồng")
GIVEN = (
    "An", "Bình", "Cường", "Dũng", "Đào", "Giang", "Hà", "Hạnh", "Hiếu", "Hùng", "Hương", "Khánh", "Lan", "Linh",
    "Loan", "Long", "Mai", "Mười", "Nam", "Nga", "Nhung", "Phong", "Phúc", "Phương", "Quân", "Quyên", "Sơn", "Tâm",
    "Thảo", "Thủy", "Tiến", "Trang", "Trung", "Tuấn", "Tuyết", "Út", "Vân", "Việt", "Yến",
)  # fmt: skip
STREETS = (
    "Quốc lộ 14",
    "Phú Riềng Đỏ",
    "Hùng Vương",
    "Lê Duẩn",
    "Trần Hưng Đạo",
    "Nguyễn Huệ",
    "Lý Thường Kiệt",
    "ĐT 741",
)
OFFICES = ("Trụ sở", "Văn phòng", "Bộ phận Một cửa", "Trạm Khuyến nông", "Hạt Kiểm lâm")
VENUE_WORDS = {
    Kind.OFFICE: OFFICES,
    Kind.MARKET: ("Chợ", "Chợ đầu mối"),
    Kind.SUPERMARKET: ("Siêu thị",),
    Kind.CONVENIENCE: ("Cửa hàng tiện lợi",),
    Kind.GROCERY: ("Tạp hóa", "Bách hóa"),
    Kind.RESTAURANT: ("Quán cơm", "Cà phê", "Quán phở", "Quán hủ tiếu"),
    Kind.FACTORY: ("Xưởng điều", "Nhà máy chế biến mủ", "Xí nghiệp gỗ"),
    Kind.SCHOOL: ("Trường Tiểu học", "Trường THCS", "Mầm non"),
    Kind.HEALTH: ("Nhà thuốc", "Phòng khám", "Trạm y tế"),
    Kind.TRANSPORT: ("Bến xe", "Trạm dừng"),
    Kind.WORSHIP: ("Chùa", "Nhà thờ"),
    Kind.CHECKPOINT: ("Chốt kiểm soát",),
    Kind.OTHER: ("Tiệm", "Cửa hàng"),
}


def person_name(random: Random) -> str:
    """A generated name of a person."""
    return f"{random.choice(FAMILY)} {random.choice(MIDDLE)} {random.choice(GIVEN)}"


def venue_name(random: Random, kind: Kind) -> str:
    """A generated name of a venue."""
    return f"{random.choice(VENUE_WORDS[kind])} {random.choice(GIVEN)} {random.choice(GIVEN)}"


def address(random: Random) -> str:
    """A generated address, with the slash that spreadsheets like to take for a date."""
    if random.random() < 0.5:
        return f"{random.randint(1, 400)} {random.choice(STREETS)}"
    return f"{random.randint(1, 40)}/{random.randint(1, 12)} tổ {random.randint(1, 12)}"


def phone(number: int) -> str:
    """A number in 050, a range that Viet Nam has given to nobody."""
    return f"+8450{number % 10_000_000:07d}"
