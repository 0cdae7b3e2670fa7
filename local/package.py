"""The code of the functions as one archive: their source and the pages; libraries come from the environment."""

import io
import zipfile
from hashlib import sha256
from pathlib import Path

_LEFT_OUT = {".pyc", ".pyi"}


def pack(root: Path) -> bytes:
    """A zip of `functions/` at its root and of `web/`; the same files give the same bytes."""
    archive = io.BytesIO()
    functions, web = root / "functions", root / "web"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for folder, base in ((functions, functions), (web, root)):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.suffix not in _LEFT_OUT:
                    # A fixed date: the archive is known by its hash.
                    name = zipfile.ZipInfo(path.relative_to(base).as_posix(), (1980, 1, 1, 0, 0, 0))
                    name.external_attr = 0o644 << 16
                    packed.writestr(name, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def key_of(archive: bytes) -> str:
    """Where an archive lies in the bucket: it changes exactly when the code does."""
    return f"code/{sha256(archive).hexdigest()[:24]}.zip"
