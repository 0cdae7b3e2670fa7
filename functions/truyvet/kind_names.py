"""What a place is, as lists name it: "Chợ hạng 2", "CH tạp hóa", "TrH THCS" become one of `venues.Kind`."""

import re

from truyvet.texts import folded
from truyvet.venues import KIND_NAMES, Kind

# The first that fits says it: "Nhà ăn công ty" is a canteen, "Chợ" in "Siêu thị Chợ Lớn" is a name.
_WORDS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Kind.CHECKPOINT, r"\bchot\b|kiem soat dich"),
        (Kind.CONVENIENCE, r"tien loi|mini ?mart|\bcircle k\b|gs ?25|family ?mart"),
        (Kind.SUPERMARKET, r"sieu thi|trung tam thuong mai|co\.?op ?mart|bach hoa xanh|win ?mart"),
        (Kind.GROCERY, r"tap hoa|tap pham|bach hoa|cua hang thuc pham|\bgrocery\b"),
        (
            Kind.RESTAURANT,
            r"nha hang|quan (an|com|nuoc|ca phe|nhau|pho|bun)|an uong|ca ?phe|coffee|cafe|giai khat|nha an",
        ),
        (
            Kind.SCHOOL,
            r"truong|mam non|tieu hoc|trung hoc|\bthcs\b|\bthpt\b|mau giao|nha tre|dai hoc|cao dang|giao duc",
        ),
        (Kind.HEALTH, r"benh vien|tram y te|phong kham|nha thuoc|quay thuoc|\by te\b|\bttyt\b|nha khoa"),
        (Kind.TRANSPORT, r"ben xe|van tai|nha xe|\bxe khach\b|tram dung"),
        (Kind.WORSHIP, r"\bchua\b|nha tho|giao xu|tinh that|thanh that|ton giao|thien vien|tu vien|\bdinh\b|\bmieu\b"),
        (
            Kind.FACTORY,
            r"nha may|xi nghiep|xuong|khu cong nghiep|\bkcn\b|san xuat|che bien|\bcong ty\b|\bcty\b|doanh nghiep",
        ),
        (Kind.MARKET, r"\bcho\b"),
        (
            Kind.OFFICE,
            r"\bubnd\b|uy ban|co quan|cong so|\bso\b (?!\d)|\bphong\b|\bban\b|\bcuc\b|cong an|toa an|kiem sat|kho bac",
        ),
    )
)
_NAMES = {folded(name): kind for kind, name in KIND_NAMES.items()} | {kind.value: kind for kind in Kind}
_OTHER = frozenset({"khac", "loai khac", "other"})


def kind_of(typed: str) -> Kind | None:
    """The kind that a text names, or None where it names none that is known here."""
    plain = folded(typed)
    if plain in _OTHER:
        return Kind.OTHER
    if exact := _NAMES.get(plain):
        return exact
    return next((kind for kind, pattern in _WORDS if pattern.search(plain)), None)
