"""The files of `web/` as they go to browsers: versioned, compressed, with what the province configured filled in.

Addresses: an HTML file names its style sheets and scripts as `/base.css`; on the way out that becomes
`/v/{version}/base.css`, where the version is a hash over all files. So a page and everything that it loads are of one
version, and those addresses may be cached for ever. They give the packed form: comments taken out, and a page's
script joined with the modules that it imports. An address of an older version gives today's file, to be asked for
again. Plain addresses (`/base.css`) give the file as written, and are always revalidated; so is the service worker,
`/sw.js`, which must lie at the root: it is joined with its modules and is told the version. What lies in `vendor/` is
not ours and goes out as it is.
"""

import gzip
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pages import modules

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_SERVICE_WORKER = "sw.js"
_ALREADY_SMALL = {".png", ".woff2"}
_LINKED = re.compile(r'(?<=(?:src|ref)=")/(?P<name>[\w./-]+)(?=")')
_ENTRY = re.compile(r'<script type="module" src="/([\w.-]+)">')
_PLACEHOLDER = re.compile(r"{{(\w+)}}")


class Document:
    """One answer's content: its bytes plain and compressed, its media type and its entity tag."""

    def __init__(self, content: bytes, suffix: str) -> None:
        self.content = content
        self.media_type = _TYPES[suffix]
        self.compressible = suffix not in _ALREADY_SMALL
        # Weak, since the plain and the compressed bytes share it.
        self.tag = f'W/"{sha256(content).hexdigest()[:20]}"'

    @cached_property
    def compressed(self) -> bytes:
        """The content in gzip; without a time in it, so that equal content gives equal bytes."""
        return gzip.compress(self.content, 9, mtime=0)


@dataclass(frozen=True)
class Found:
    """A document and whether its address changes whenever its content does."""

    document: Document
    permanent: bool


class Site:
    """All files under a folder. `words` fill the `{{name}}` placeholders of HTML files, escaped.

    Only what is listed at the start exists, so no path leads out of the folder.
    """

    def __init__(self, folder: Path, words: Mapping[str, str]) -> None:
        self._paths = {
            path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.suffix in _TYPES
        }
        self._words = {name: html.escape(word) for name, word in words.items()}
        self._plain: dict[str, Document] = {}
        self._packed: dict[str, Document] = {}

    @cached_property
    def version(self) -> str:
        """A hash over the names and contents of all files, and over what the province configured."""
        whole = sha256(repr(self._words).encode())
        for name, path in self._paths.items():
            whole.update(f"{name}\x00".encode() + sha256(path.read_bytes()).digest())
        return whole.hexdigest()[:12]

    def find(self, path: str) -> Found | None:
        """What lies at the path of an address, or None."""
        name = path.strip("/")
        if name.startswith("v/"):
            _, _, versioned = name.partition("/")
            version, _, name = versioned.partition("/")
            return self._found(self.packed(name), permanent=version == self.version)
        if re.fullmatch(r"[Cc](/[^/]*)?", name):
            name = "checkin"
        elif re.fullmatch(r"[Bb]/[^/]*", name):
            # What a badge's QR code holds: the same page for every code, which tells nothing of it.
            name = "badge"
        return self._found(self.plain(f"{name or 'index'}.html") or self.plain(name), permanent=False)

    def plain(self, name: str) -> Document | None:
        """The file of this name, relative to the folder, or None. HTML is filled in."""
        if name not in self._plain and name in self._paths:
            path = self._paths[name]
            if path.suffix == ".html":
                content = self._filled(path.read_text("utf-8"))
            elif name == _SERVICE_WORKER:
                content = self._joined(name).replace("{{version}}", self.version).encode()
            else:
                content = path.read_bytes()
            self._plain[name] = Document(content, path.suffix)
        return self._plain.get(name)

    def packed(self, name: str) -> Document | None:
        """The packed form of a file that pages load, or None."""
        if name not in self._packed and name in self._paths:
            path = self._paths[name]
            if name in self._entries:
                self._packed[name] = Document(self._joined(name).encode(), ".js")
            elif name in self._lazy:
                self._packed[name] = Document(self._joined(name, modules.joined_to_export).encode(), ".js")
            elif path.suffix in {".css", ".js"} and not name.startswith("vendor/"):
                self._packed[name] = Document(modules.lean(path.read_text("utf-8")).encode(), path.suffix)
            elif path.suffix != ".html":
                self._packed[name] = Document(path.read_bytes(), path.suffix)
        return self._packed.get(name)

    @cached_property
    def _entries(self) -> frozenset[str]:
        """The scripts that HTML files load: each is joined with what it imports."""
        pages = (path.read_text("utf-8") for path in self._paths.values() if path.suffix == ".html")
        return frozenset(name for page in pages for name in _ENTRY.findall(page))

    @cached_property
    def _lazy(self) -> frozenset[str]:
        """The scripts that others load later."""
        scripts = (
            path.read_text("utf-8") for name, path in self._paths.items() if "/" not in name and path.suffix == ".js"
        )
        return frozenset(name for script in scripts for name in modules.lazy(script)) & self._paths.keys()

    def _joined(self, name: str, joined: Callable[[str, Callable[[str], str]], str] = modules.joined) -> str:
        return joined(name.removesuffix(".js"), lambda module: self._paths[f"{module}.js"].read_text("utf-8"))

    @staticmethod
    def _found(document: Document | None, *, permanent: bool) -> Found | None:
        return Found(document, permanent) if document else None

    def _filled(self, text: str) -> bytes:
        filled = _PLACEHOLDER.sub(lambda match: self._words[match[1]], modules.lean(text))
        return _LINKED.sub(self._versioned, filled).encode()

    def _versioned(self, match: re.Match[str]) -> str:
        name = match["name"]
        return f"/v/{self.version}/{name}" if name in self._paths else match[0]
