"""`/_local/mail`: the outbox in a browser. Mails are shown as data: escaped, sandboxed, without scripts."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote, unquote

from local.outbox import Mail, Outbox, Part

PREFIX = "/_local/mail"
_SHOWN = {"image/png", "image/jpeg", "image/gif"}
_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src 'self'; base-uri 'none'"
_MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: #1b1b1b }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .4rem .8rem .4rem 0;
vertical-align: top; border-bottom: 1px solid #ddd } th { white-space: nowrap; color: #555; font-weight: 600 }
iframe { width: 100%; height: 75vh; border: 1px solid #bbb } pre { white-space: pre-wrap; background: #f5f5f5;
padding: 1rem } a { color: #00558c } time { white-space: nowrap } h1 { font-size: 1.3rem } h2 { font-size: 1.1rem }
"""


@dataclass(frozen=True)
class Page:
    """An answer of these pages."""

    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(outbox: Outbox, path: str) -> Page:
    """The page at a path below `/_local/mail`. Only mails and parts that exist are found, so no path escapes."""
    match [unquote(step) for step in path.removeprefix(PREFIX).split("/") if step]:
        case []:
            return _html(200, "Mails", _list(outbox))
        case [message_id, *rest] if mail := outbox.find(message_id):
            return _mail(mail, rest)
    return _html(404, "No such mail", f'<p>No such mail. <a href="{PREFIX}">All mails</a></p>')


def _mail(mail: Mail, rest: list[str]) -> Page:
    match rest:
        case []:
            return _html(200, mail.header("Subject"), _view(mail))
        case ["html"]:
            content = _with_images(mail).encode()
            return Page(200, content, _headers("text/html; charset=utf-8", _MAIL_POLICY))
        case ["eml"]:
            return Page(200, mail.path.read_bytes(), _download("message/rfc822", mail.path.name))
        case [number] if number.isdecimal() and int(number) < len(mail.parts):
            return _part(mail.parts[int(number)])
    return _html(404, "No such part", f'<p>No such part. <a href="{PREFIX}">All mails</a></p>')


def _list(outbox: Outbox) -> str:
    rows = "".join(
        f"<tr><td><time>{mail.sent_at:%Y-%m-%d %H:%M:%S} UTC</time></td>"
        f'<td><a href="{PREFIX}/{quote(mail.id)}">{escape(mail.header("Subject") or "(no subject)")}</a><br>'
        f"{escape(mail.header('X-Envelope-To'))}</td></tr>"
        for mail in outbox.mails()
    )
    return f"<h1>Mails sent by this local run</h1><table>{rows}</table>" if rows else "<p>No mail was sent yet.</p>"


def _view(mail: Mail) -> str:
    here = f"{PREFIX}/{quote(mail.id)}"
    names = ("From", "To", "Cc", "X-Envelope-To", "Date", "X-SES-Message-Tags")
    head = "".join(
        f"<tr><th>{name}</th><td>{escape(value)}</td></tr>" for name in names if (value := mail.header(name))
    )
    files = "".join(
        f'<li><a href="{here}/{part.number}">{escape(part.name)}</a> '
        f"({escape(part.media_type)}, {len(part.content):,} bytes)</li>"
        for part in mail.parts
    )
    plain = mail.body("plain")
    return (
        f'<p><a href="{PREFIX}">All mails</a></p><h1>{escape(mail.header("Subject"))}</h1><table>{head}</table>'
        + (f"<h2>Attachments and images</h2><ul>{files}</ul>" if files else "")
        + (f'<h2>HTML</h2><iframe sandbox src="{here}/html" title="HTML"></iframe>' if mail.body("html") else "")
        + (f"<h2>Plain text</h2><pre>{escape(plain)}</pre>" if plain else "")
        + f'<p><a href="{here}/eml">The whole mail (.eml)</a><br><code>{escape(str(mail.path))}</code></p>'
    )


def _with_images(mail: Mail) -> str:
    """The HTML part with its inline images in it: a sandboxed frame has no origin to load them from."""
    html = mail.body("html")
    for part in mail.parts:
        if part.content_id and part.media_type in _SHOWN:
            inline = f"data:{part.media_type};base64,{base64.b64encode(part.content).decode()}"
            html = html.replace(f"cid:{part.content_id}", inline)
    return html


def _part(part: Part) -> Page:
    if part.media_type in _SHOWN:
        return Page(200, part.content, _headers(part.media_type, _MAIL_POLICY))
    return Page(200, part.content, _download("application/octet-stream", part.name))


def _html(status: int, title: str, body: str) -> Page:
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>{body}</html>"
    )
    return Page(status, text.encode(), _headers("text/html; charset=utf-8", _PAGE_POLICY))


def _headers(media_type: str, policy: str) -> dict[str, str]:
    return {
        "Content-Type": media_type,
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }


def _download(media_type: str, name: str) -> dict[str, str]:
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return {**_headers(media_type, _MAIL_POLICY), "Content-Disposition": disposition}
