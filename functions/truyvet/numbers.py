"""Numbers, shares, changes and days as a Vietnamese reader writes them: 18.365, 2,9%, 13/8/2021.

Own code, not `locale`: what a report says may not depend on the machine that draws it.
"""

from datetime import date

UNKNOWN = "–"
"""Stands where nothing is known; a zero would be a claim."""

MINUS = "\N{MINUS SIGN}"
"""As wide as a plus, and no line breaks after it."""


def number(value: int) -> str:
    """A whole number with dots between thousands: 18365 → "18.365"."""
    return f"{value:,}".replace(",", ".").replace("-", MINUS)


def percent(share: float) -> str:
    """A share as a percentage with one decimal at most: 0.029 → "2,9%", 0.5 → "50%".

    What is not quite nothing or not quite all is never rounded to it: "<0,1%", ">99,9%".
    """
    if 0 < share < 0.001:
        return "<0,1%"
    if 0.999 < share < 1:
        return ">99,9%"
    shown = f"{100 * share:,.1f}".removesuffix(".0").replace("-", MINUS)
    return shown.translate(str.maketrans(",.", ".,")) + "%"


def share(part: int, whole: int) -> str:
    """The part as a percentage of the whole; `UNKNOWN` of an empty whole."""
    return percent(part / whole) if whole else UNKNOWN


def day(when: date) -> str:
    """A day as it is spoken: "13/8/2021"."""
    return f"{when.day}/{when.month}/{when.year}"


def short_day(when: date) -> str:
    """A day whose year is clear: "13/8"."""
    return f"{when.day}/{when.month}"


def long_day(when: date) -> str:
    """A day as official papers write it (Decree 30/2020): "ngày 05 tháng 02 năm 2021", "ngày 13 tháng 8 năm 2021".

    The decree sets a 0 before days up to 9 and before January and February only.
    """
    month = f"{when.month:02}" if when.month < 3 else f"{when.month}"
    return f"ngày {when.day:02} tháng {month} năm {when.year}"


WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def weekday(when: date) -> str:
    """The name of the weekday: "Thứ Sáu"."""
    return WEEKDAYS[when.weekday()]


def change(now: int, before: int | None) -> str:
    """How a count changed: "+1.234 (+12,1%)", "không đổi", or `UNKNOWN` where nothing is known of before.

    No percentage of changes below ten, of a count that began below ten, or that would round to nothing.
    """
    if before is None:
        return UNKNOWN
    difference = now - before
    if not difference:
        return "không đổi"
    shown = signed(difference)
    relative = difference / before if before else 0.0
    if min(abs(difference), before) < 10 or abs(relative) < 0.001:
        return shown
    sign = "+" if relative > 0 else MINUS
    return f"{shown} ({sign}{percent(abs(relative))})"


def signed(difference: int) -> str:
    """A difference with its sign: "+1.234", "−3", "0"."""
    return ("+" if difference > 0 else "") + number(difference)
