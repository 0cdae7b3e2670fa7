"""Venue codes (mã điểm kiểm dịch): 7 random characters and 1 check character of Crockford's base 32.

There is no I, L, O or U in a code; typed input is forgiving. The check character is a sum over GF(32), the
field of x⁵ + x² + 1, weighted by the powers of one element of order 31: it catches every single wrong
character and every swap of two. `web/code.js` computes the same.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
_SEPARATORS = re.compile(r"[\s.\-_]+")
_WEIGHT = 18


def _times_weight(value: int) -> int:
    product, factor = 0, _WEIGHT
    while factor:
        if factor & 1:
            product ^= value
        value <<= 1
        if value & 32:
            value ^= 0b100101
        factor >>= 1
    return product


def check_character(body: str) -> str:
    """The check character of 7 characters of `ALPHABET`."""
    total = 0
    for letter in body:
        total = _times_weight(total ^ _VALUES[letter])
    return ALPHABET[total]


def new_code() -> str:
    """A random venue code: 2³⁵ possible ones, so a guess hits one of 18,365 venues once in two million."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def letters(typed: str) -> str:
    """What was typed of a code of ours, as it is printed: upper case, no separators, I, L, O read as 1, 1, 0."""
    return _SEPARATORS.sub("", typed).upper().translate(_LOOKALIKES)


def normalised(typed: str) -> str | None:
    """The venue code that somebody typed or scanned, or None where it cannot be one.

    Lower case, blanks, dots and dashes are accepted, and I, L, O for 1, 1, 0.
    """
    code = letters(typed)
    if len(code) != LENGTH or not set(code) <= _VALUES.keys():
        return None
    return code if check_character(code[:-1]) == code[-1] else None
