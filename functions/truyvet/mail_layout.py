"""How the HTML of the report's mail is put together: colours, sections, tables, marks of change.

Gives pieces of HTML with inline styles, since many mail programs read no others. Words are escaped here; where a
function takes HTML, it says so.
"""

from collections.abc import Iterable, Sequence
from html import escape

from truyvet import mail_wording
from truyvet.texts import tidy

INK, QUIET, GROUND, PAPER, LINE = "#0b1c2c", "#44566a", "#f2f5f8", "#ffffff", "#d5dce4"
GREEN, RED, PALE_GREEN = "#00693a", "#b3141a", "#cfe5d9"
FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

_WHOLE = 'width="100%" cellpadding="0" cellspacing="0"'
FRAME = f'<table role="presentation" {_WHOLE}'
"""Begins a table that only puts things in their place, and that screen readers pass over."""
_TABLE = f'<table class="l" {_WHOLE}'

# g ground, p paper, i ink, q quiet, l lines, u up, d down, w warning: short, as they are repeated in every row.
STYLE = """
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:0;-webkit-text-size-adjust:100%}
@media (prefers-color-scheme:dark){
.g{background:#0d141b!important}.p{background:#17212b!important}
.i,.i td,.i th{color:#eef3f7!important}.q,.i td.q,.i th.q{color:#b4c2cf!important}
.l,.l td,.l th{border-color:#3a4957!important}
.u{color:#6fd3a0!important}.d{color:#ff9a93!important}
.i td.w{background:#4a3a08!important;color:#fff3cf!important}
}"""


def document(title: str, preheader: str, body: str) -> str:
    """A whole mail around rows of HTML; title and preheader are HTML too."""
    return (
        '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
        '<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">'
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f'<body class="g" style="margin:0;padding:0;background:{GROUND}">{preheader}'
        f'{FRAME} class="g" bgcolor="{GROUND}"><tr>'
        '<td align="center" style="padding:0"><!--[if mso]><table width="600"><tr><td><![endif]-->'
        f'{FRAME} class="p i" bgcolor="{PAPER}" style="max-width:600px;'
        f"background:{PAPER};color:{INK};{FONT};font-size:15px;line-height:1.45;text-align:left"
        f'">{body}</table><!--[if mso]></td></tr></table><![endif]--></td></tr></table></body></html>\n'
    )


def escaped(words: str) -> str:
    """Text that somebody typed, tidied and harmless in HTML, also between quotes."""
    return escape(tidy(words), quote=True)


def section(title: str, content: str) -> str:
    """A row of the mail's outer table: a heading above HTML."""
    return (
        f'<tr><td style="padding:22px 16px 0"><h2 class="l" style="margin:0 0 10px;padding:0 0 6px;font-size:17px;'
        f'line-height:1.3;border-bottom:2px solid {LINE}">{escape(title)}</h2>{content}</td></tr>'
    )


def paragraph(words: str) -> str:
    """Words on lines of their own."""
    return f'<p style="margin:8px 0">{escape(words)}</p>'


def quiet(words: str) -> str:
    """Words that stand back."""
    return f'<span class="q" style="color:{QUIET};font-size:13px">{escape(words)}</span>'


def alarming(words: str) -> str:
    """Words that stand out."""
    return f'<b class="d" style="color:{RED}">{escape(words)}</b>'


def rows(all_rows: Iterable[str]) -> str:
    """A table around rows of HTML."""
    return f'{_TABLE} style="font-size:14px;text-align:left">{"".join(all_rows)}</table>'


def figures(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table of HTML cells whose first column is words and whose others are numbers; `heads` are plain words."""
    head = "".join(
        f'<th scope="col" class="q" align="{"right" if index else "left"}" valign="bottom" '
        f'style="{_cell(index)};font-size:12px;font-weight:400;color:{QUIET}">{escape(words)}</th>'
        for index, words in enumerate(heads)
    )
    body = "".join(f"<tr>{_row(line)}</tr>" for line in lines)
    return f'{_TABLE} style="font-size:14px;line-height:1.35"><tr>{head}</tr>{body}</table>'


def _row(line: Sequence[str]) -> str:
    name, *values = line
    return f'<th scope="row" align="left" style="{_cell(0)};font-weight:400">{name}</th>' + "".join(
        f'<td align="right" style="{_cell(index)};white-space:nowrap">{value}</td>'
        for index, value in enumerate(values, 1)
    )


def _cell(index: int) -> str:
    return f"border-bottom:1px solid {LINE};padding:6px 0 6px {6 if index else 0}px"


def changed(now: int, before: int | None, *, better: bool | None = True) -> str:
    """The change on one line: arrow, word, count and share. `better`: more is good news; None: neither good nor bad."""
    sign, words = mail_wording.arrow(now, before), mail_wording.moved(now, before)
    if not sign:
        return quiet(words)
    if better is None:
        return f'<span style="white-space:nowrap">{sign} {escape(words)}</span>'
    name, colour = ("u", GREEN) if (sign == "▲") is better else ("d", RED)
    return f'<span class="{name}" style="color:{colour};white-space:nowrap">{sign} {escape(words)}</span>'


def stacked(change: str) -> str:
    """A change for a narrow cell: the share below the count."""
    return change.replace(" (", "<br>(", 1)


def bar(share: float) -> str:
    """The share as a bar of table cells, which every mail program draws; a little is never nothing."""
    filled = max(round(100 * share), 1 if share else 0)
    cells = "".join(
        f'<td width="{width}%" height="8" bgcolor="{colour}" '
        f'style="background:{colour};font-size:0;line-height:8px">&nbsp;</td>'
        for width, colour in ((filled, GREEN), (100 - filled, PALE_GREEN))
        if width
    )
    return f"{FRAME}><tr>{cells}</tr></table>"
