"""Nothing that somebody typed becomes markup or script: pages only ever write text."""

import re
from pathlib import Path

WEB = Path(__file__).parents[2] / "web"
WRITES_MARKUP = re.compile(
    r"\.(?:innerHTML|outerHTML|srcdoc)\b|insertAdjacentHTML|document\.write|\beval\(|new Function|"
    r"createContextualFragment|DOMParser|setAttribute\(\s*[\"']on|javascript:"
)
# The code that a new device is paired by: drawn by our own server from a random token; the page runs no script in it.
ALLOWED = {"device_pairing.js: DOMParser"}


def test_no_script_turns_text_into_markup_or_code() -> None:
    scripts = sorted(WEB.glob("*.js"))
    assert len(scripts) > 50
    found = [
        f"{path.name}: {match[0]}" for path in scripts for match in WRITES_MARKUP.finditer(path.read_text("utf-8"))
    ]
    assert set(found) <= ALLOWED
