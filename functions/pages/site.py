"""The files of `web/` as they go to browsers: versioned, compressed, with what the province configured filled in.

Addresses: an HTML file names its style sheet and modules as `/base.css`; on the way out that becomes
`/v/{version}/base.css`, where the version is a hash over all files. Modules import each other by relative path, so a
page and everything that it loads are of one version, and those addresses may be cached for ever. An address of an
older version gives today's file, to be asked for again. Plain addresses (`/sw.js`) are always revalidated.
"""

import gzip
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

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
_ALREADY_SMALL = {".png", ".woff2"}
_LINKED = re.compile(r'(?<=(?:src|ref)=")/(?P<name>[\w./-]+)(?=")')
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
    """All files under a folder. `words` fill the `{{name}}` placeholders of HTML files, escaped."""

    def __init__(self, folder: Path, words: Mapping[str, str]) -> None:
        self._paths = {
            path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.suffix in _TYPES
        }
        self._words = {name: html.escape(word) for name, word in words.items()}
        self._documents: dict[str, Document] = {}

    @cached_property
    def version(self) -> str:
        """A hash over the names and contents of all files."""
        whole = sha256()
        for name, path in self._paths.items():
            whole.update(f"{name}\x00".encode() + sha256(path.read_bytes()).digest())
        return whole.hexdigest()[:12]

    def document(self, name: str) -> Document | None:
        """The file of this name, relative to the folder, or None. Only listed files exist, so no path escapes."""
        if name not in self._documents and name in self._paths:
            path = self._paths[name]
            content = path.read_bytes()
            self._documents[name] = Document(self._filled(content) if path.suffix == ".html" else content, path.suffix)
        return self._documents.get(name)

    def find(self, path: str) -> Found | None:
        """What lies at the path of an address, or None."""
        name = path.strip("/")
        if name.startswith("v/"):
            _, version, name = (*name.split("/", 2), "", "")[:3]
            found = None if name.endswith(".html") else self.document(name)
            return found and Found(found, permanent=version == self.version)
        if re.fullmatch(r"[Cc](/[^/]*)?", name):
            name = "checkin"
        found = self.document(f"{name or 'index'}.html") or self.document(name)
        return found and Found(found, permanent=False)

    def _filled(self, content: bytes) -> bytes:
        text = _PLACEHOLDER.sub(lambda match: self._words[match[1]], content.decode())
        return _LINKED.sub(self._versioned, text).encode()

    def _versioned(self, match: re.Match[str]) -> str:
        name = match["name"]
        return f"/v/{self.version}/{name}" if name in self._paths else match[0]
