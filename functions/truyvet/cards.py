"""Cards (giấy tờ) that a helper scans: CCCD, national personal QR, BHYT, our own badge.

None of them is signed; what they say is data. A card that fits a layout is accepted with warnings, since nobody is
turned away because of an odd print; only text that fits none, or names nobody, is refused. `web/cards.js` reads the
same cards on the device; `tests/vectors/cards.json` holds both to the same results.

Layouts: CCCD and BHYT as seen in public readers; the personal QR is version 1.1 of Decision 1405/QĐ-BTTTT of
11 September 2021.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from truyvet import people
from truyvet.errors import UnknownCardError
from truyvet.people import Person, Sex
from truyvet.texts import folded, tidy

MAX_CHARACTERS = 1000
NAME_CHARACTERS = 80
ADDRESS_CHARACTERS = 160


class Kind(StrEnum):
    """What was scanned."""

    CCCD = "cccd"
    PERSONAL_QR = "personal_qr"
    BHYT = "bhyt"
    BADGE = "badge"


class Oddity(StrEnum):
    """What is odd about an accepted card."""

    SEX_MISMATCH = "sex_mismatch"
    BIRTH_YEAR_MISMATCH = "birth_year_mismatch"
    BIRTH_DATE_UNREADABLE = "birth_date_unreadable"
    SEX_UNREADABLE = "sex_unreadable"
    NAME_UNREADABLE = "name_unreadable"
    NUMBER_ODD = "number_odd"
    NUMBER_MASKED = "number_masked"
    FIELDS_ODD = "fields_odd"


@dataclass(frozen=True)
class Card:
    """What a card says of its holder, as far as it can be read. A badge has a `badge` and nothing else."""

    kind: Kind
    name: str | None = None
    document: str | None = None
    qid: str | None = None
    phone: str | None = None
    birth_year: int | None = None
    sex: Sex | None = None
    address: str | None = None
    badge: str | None = None
    warnings: tuple[Oddity, ...] = field(default=())

    @property
    def shown(self) -> str:
        """What the helper sees: initials, sex, year of birth: `N.T.M., nữ, 1990`."""
        initials = "".join(f"{word[0].upper()}." for word in (self.name or "").split())
        sex = {Sex.MALE: "nam", Sex.FEMALE: "nữ"}.get(self.sex) if self.sex else None
        return ", ".join(part for part in (initials, sex, self.birth_year and str(self.birth_year)) if part)


_OWN_CODE = re.compile(r"https?://[^/]+/(?P<kind>[bc])/(?P<code>[0-9a-z.\-]+)/?", re.IGNORECASE)
_BADGE = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")
_NUMBER = re.compile(r"[0-9]{12}|[0-9]{9}")
_PLAIN_DATE = re.compile(r"(\d{2})[/.\-]?(\d{2})[/.\-]?(\d{4})")
_MASKED_ISO_DATE = re.compile(r"(\d{4})-([\d*]{2})-([\d*]{2})")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_BHYT_NUMBER = re.compile(r"[A-Z]{2}[0-9]{13}|[0-9]{10}", re.IGNORECASE)
_HEX = re.compile(r"(?:[0-9a-f]{2})+", re.IGNORECASE)
_SEXES = {"nam": Sex.MALE, "nu": Sex.FEMALE, "1": Sex.MALE, "2": Sex.FEMALE}


def parse(text: str) -> Card:
    """The card of a scanned text.

    Raises UnknownCardError for text of no known layout, longer than `MAX_CHARACTERS`, of a venue's poster, or that
    names nobody.
    """
    if len(text) > MAX_CHARACTERS:
        raise UnknownCardError("Mã này không phải giấy tờ mà Truy Vết đọc được.")
    text = text.strip().lstrip("\ufeff")
    if own := _OWN_CODE.fullmatch(text):
        return _own(own)
    fields = [tidy(part) for part in text.split("|")]
    for read in (_personal_qr, _cccd, _bhyt):
        if card := read(fields):
            return card
    raise UnknownCardError("Mã này không phải giấy tờ mà Truy Vết đọc được. Xin nhập số điện thoại hoặc số giấy tờ.")


def holder(card: Card, phone: str | None = None) -> Person:
    """The person that a card names; a phone number typed beside it comes before the card's own."""
    return Person(
        name=card.name or "",
        phone=phone or card.phone,
        document=card.document,
        qid=card.qid,
        birth_year=card.birth_year,
        sex=card.sex,
        address=card.address,
    )


def _own(match: re.Match[str]) -> Card:
    if match["kind"] in "cC":
        raise UnknownCardError("Đây là mã của điểm, không phải mã của người. Xin quét giấy tờ hoặc thẻ của khách.")
    code = match["code"].upper()
    if not _BADGE.fullmatch(code):
        raise UnknownCardError("Thẻ Truy Vết này không đúng. Xin nhập số điện thoại của khách.")
    return Card(Kind.BADGE, badge=code)


def _personal_qr(fields: list[str]) -> Card | None:
    """`SoGiayTo|HoTen|NgaySinh|LoaiDinhDanh|QID|EXT`; told from a CCCD by the ISO date in the third field."""
    if len(fields) < 5 or not (birth := _MASKED_ISO_DATE.fullmatch(fields[2])):
        return None
    number, name, qid = fields[0], fields[1], people.national_id(fields[4])
    extras = re.split(r"[<>]+", fields[5]) if len(fields) > 5 else []
    phone = next((found for extra in extras if len(extra) >= 9 and (found := _mobile(extra))), None)
    sex = next((_SEXES[extra] for extra in extras if extra in ("1", "2")), None)
    document = people.document_number(number)
    if document is None and qid is None and phone is None:
        raise UnknownCardError("Mã QR cá nhân này che số giấy tờ và không có mã định danh. Xin nhập số điện thoại.")
    warnings = [Oddity.NUMBER_MASKED] if "*" in number else []
    if len(fields) != 6:
        warnings.append(Oddity.FIELDS_ODD)
    card = Card(Kind.PERSONAL_QR, name, document, qid, phone, int(birth[1]), sex)
    return _card(card, warnings + _contradictions(card))


def _cccd(fields: list[str]) -> Card | None:
    """`số CCCD|số CMND cũ|họ tên|ngày sinh|giới tính|địa chỉ|ngày cấp|…`, with or without the old number."""
    if len(fields) < 5 or not _NUMBER.fullmatch(fields[0]):
        return None
    # The name is the first field that has a letter: the old number before it may be empty or left out.
    start = next((place for place in (1, 2) if _has_letter(fields[place])), None)
    if start is None or not any(_PLAIN_DATE.fullmatch(part) for part in fields[start + 1 : start + 3]):
        return None
    name, birth, sex_text, address = (*fields[start : start + 4], "", "")[:4]
    warnings = [] if len(fields[0]) == 12 else [Oddity.NUMBER_ODD]
    if not _is_date(birth):
        warnings.append(Oddity.BIRTH_DATE_UNREADABLE)
    sex = _SEXES.get(folded(sex_text))
    if sex is None:
        warnings.append(Oddity.SEX_UNREADABLE)
    if not start + 4 <= len(fields) <= start + 6:
        warnings.append(Oddity.FIELDS_ODD)
    card = Card(Kind.CCCD, name, fields[0], None, None, _year(birth), sex, address or None)
    return _card(card, warnings + _contradictions(card))


def _contradictions(card: Card) -> list[Oddity]:
    """The 12 digits hold province, century and sex (20th century 0 and 1, 21st 2 and 3, …), and year of birth."""
    number = card.document or ""
    if len(number) != 12 or not number.isdecimal():
        return []
    century, female = divmod(int(number[3]), 2)
    year = 1900 + 100 * century + int(number[4:6])
    found = []
    if card.sex and card.sex is not (Sex.FEMALE if female else Sex.MALE):
        found.append(Oddity.SEX_MISMATCH)
    if card.birth_year and card.birth_year != year:
        found.append(Oddity.BIRTH_YEAR_MISMATCH)
    return found


def _bhyt(fields: list[str]) -> Card | None:
    """`số thẻ|họ tên hex|ngày sinh|1 hoặc 2|địa chỉ hex|…|$`."""
    if len(fields) < 4 or not _BHYT_NUMBER.fullmatch(fields[0].replace(" ", "")):
        return None
    name, address = _from_hex(fields[1]), _from_hex(fields[4]) if len(fields) > 4 else None
    warnings = [] if name else [Oddity.NAME_UNREADABLE]
    if not _is_date(fields[2]) and not _YEAR.fullmatch(fields[2]):
        warnings.append(Oddity.BIRTH_DATE_UNREADABLE)
    sex = _SEXES.get(folded(fields[3]))
    if sex is None:
        warnings.append(Oddity.SEX_UNREADABLE)
    document = fields[0].replace(" ", "").upper()
    return _card(Card(Kind.BHYT, name, document, None, None, _year(fields[2]), sex, address), warnings)


def _card(card: Card, warnings: list[Oddity]) -> Card:
    """The card with its texts cut to what the door stores, and its warnings."""
    name = (card.name or "")[:NAME_CHARACTERS].strip() or None
    if name is None and Oddity.NAME_UNREADABLE not in warnings:
        warnings = [*warnings, Oddity.NAME_UNREADABLE]
    return Card(
        card.kind,
        name,
        card.document,
        card.qid,
        card.phone,
        card.birth_year,
        card.sex,
        (card.address or "")[:ADDRESS_CHARACTERS].strip() or None,
        None,
        tuple(warnings),
    )


def _has_letter(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def _mobile(text: str) -> str | None:
    return people.phone_number(text) if re.fullmatch(r"(0|\+?84)[35789][0-9]{8}", text) else None


def _is_date(text: str) -> bool:
    match = _PLAIN_DATE.fullmatch(text)
    try:
        return match is not None and bool(date(int(match[3]), int(match[2]), int(match[1])))
    except ValueError:
        return False


def _year(text: str) -> int | None:
    """The year of a date, also of one whose day and month are unknown (`00001984`)."""
    return int(text[-4:]) if _YEAR.fullmatch(text[-4:]) else None


def _from_hex(text: str) -> str | None:
    if not _HEX.fullmatch(text):
        return text if _has_letter(text) else None
    try:
        return tidy(bytes.fromhex(text).decode()) or None
    except UnicodeDecodeError:
        return None
