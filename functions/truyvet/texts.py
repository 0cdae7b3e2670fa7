"""Text that people typed: Unicode NFC on input, compared without case, diacritics or đ/Đ, shown as typed."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
# Control, format (bidirectional overrides, zero-width), private use and unassigned: nothing of a name or an address.
_UNWANTED = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})


def tidy(text: str) -> str:
    """The text in NFC, without control or invisible characters, each run of white space one blank, ends trimmed."""
    spaced = _SPACES.sub(" ", text).strip()
    # Printable is what has no unwanted letter and no blank but the ASCII one: nearly all that people type.
    if spaced.isprintable():
        return unicodedata.normalize("NFC", spaced)
    visible = "".join(letter for letter in spaced if unicodedata.category(letter) not in _UNWANTED)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def folded(text: str) -> str:
    """The text for comparison: `Nguyễn Thị Đào` and `NGUYEN  THI DAO` both give `nguyen thi dao`."""
    decomposed = unicodedata.normalize("NFD", tidy(text).casefold().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
