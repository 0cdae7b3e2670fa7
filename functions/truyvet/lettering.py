"""Vietnamese text on a reportlab canvas: the embedded font, and text that wraps and shrinks to fit, never cut.

Units are those of the canvas (mm on posters). Text is drawn as it stands: there is no markup.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from truyvet.texts import tidy

REGULAR = "BeVietnamPro-Regular"
BOLD = "BeVietnamPro-Bold"
CAPITAL_HEIGHT = 0.74
# Two stacked marks as in Ế need more than the usual 1.2.
LINE_HEIGHT = 1.27
_FONTS = Path(__file__).parent / "fonts"
_SHRINK = 0.97


@cache
def load_fonts() -> None:
    """Registers both weights with reportlab, once per process."""
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(_FONTS / f"{name}.ttf")))


@dataclass(frozen=True)
class Block:
    """Lines of text in one font and size, ready to draw."""

    lines: tuple[str, ...]
    font: str
    size: float

    @property
    def height(self) -> float:
        """From the top of the first line's capitals to the last base line."""
        return self.size * (CAPITAL_HEIGHT + LINE_HEIGHT * (len(self.lines) - 1))

    @property
    def width(self) -> float:
        """Of the widest line."""
        return max(width(line, self.font, self.size) for line in self.lines)

    def draw(self, canvas: Canvas, x: float, middle: float, align: float = 0.5) -> None:
        """Draws the block with its middle at that height; `align` 0 puts x at the left, 0.5 the centre, 1 the right."""
        canvas.setFont(self.font, self.size)
        base = middle + self.height / 2 - self.size * CAPITAL_HEIGHT
        for line in self.lines:
            canvas.drawString(x - align * width(line, self.font, self.size), base, line)
            base -= self.size * LINE_HEIGHT


def width(text: str, font: str, size: float) -> float:
    """The advance width of one line."""
    return float(pdfmetrics.stringWidth(text, font, size))


def fitted(text: str, font: str, *, within: tuple[float, float], largest: float) -> Block:
    """The text in the largest size, `largest` at most, whose lines fit `within` (width, height), evenly broken.

    Text is tidied first (NFC, single blanks), as the font has whole Vietnamese letters only. Breaks between words,
    and inside a word only where it is longer than a line.
    """
    text = tidy(text)
    room, height = within
    size = largest
    while True:
        lines = tuple(_wrapped(text, font, room / size))
        if len(lines) * size * LINE_HEIGHT <= height:
            return Block(_evened(text, font, room / size, lines), font, size)
        size *= _SHRINK


def _evened(text: str, font: str, room: float, lines: tuple[str, ...]) -> tuple[str, ...]:
    """The same number of lines, as equal in width as they can be."""
    if len(lines) == 1:
        return lines
    longest = max(width(word, font, 1) for word in text.split(" "))
    low, high = min(max(longest, room / len(lines) / 2), room), room
    for _ in range(8):
        middle = (low + high) / 2
        narrower = tuple(_wrapped(text, font, middle))
        if len(narrower) > len(lines):
            low = middle
        else:
            lines, high = narrower, middle
    return lines


def _wrapped(text: str, font: str, room: float) -> Iterator[str]:
    """Lines no wider than `room` at size 1."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, font, 1) <= room:
            line = longer
            continue
        if line:
            yield line
        line = word
        while width(line, font, 1) > room and len(line) > 1:
            kept = _letters_within(line, font, room)
            yield line[:kept]
            line = line[kept:]
    yield line


def _letters_within(word: str, font: str, room: float) -> int:
    """How many letters of the word fit: one at least, so that wrapping always ends."""
    kept = 1
    while kept < len(word) and width(word[: kept + 1], font, 1) <= room:
        kept += 1
    return kept
