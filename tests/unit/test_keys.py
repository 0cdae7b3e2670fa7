"""Keys are made so that nobody else reads them, and rotated so that nothing sealed before is lost."""

import base64
import stat
from pathlib import Path

import pytest

from shipping import keys
from truyvet.sealing import KeyRing, Sealer


class SecretInMemory:
    def __init__(self) -> None:
        self.text = ""
        self.versions = 0

    def read(self) -> str:
        return self.text

    def write(self, text: str) -> None:
        self.text = text
        self.versions += 1


def test_a_private_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    public = keys.make(tmp_path / "key")
    assert len(base64.b64decode(public)) == 32
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    keys.make(tmp_path / "key")
    before = (tmp_path / "key").read_text()
    with pytest.raises(keys.KeyFileError, match="exists already"):
        keys.make(tmp_path / "key")
    assert (tmp_path / "key").read_text() == before


def test_what_was_sealed_before_a_rotation_stays_readable(tmp_path: Path) -> None:
    secret = SecretInMemory()
    sealed = []
    for name in ("first", "second"):
        public = keys.make(tmp_path / name)
        sealed.append(Sealer(base64.b64decode(public)).seal(name.encode()))
        assert keys.store(tmp_path / name, secret) == public
    ring = KeyRing(tuple(base64.b64decode(line) for line in secret.text.split()))
    assert [ring.unseal(text) for text in sealed] == [b"first", b"second"]
    assert secret.text.split()[0] == (tmp_path / "second").read_text().strip()


def test_storing_a_key_twice_changes_nothing(tmp_path: Path) -> None:
    secret = SecretInMemory()
    keys.make(tmp_path / "key")
    keys.store(tmp_path / "key", secret)
    keys.store(tmp_path / "key", secret)
    assert secret.versions == 1


@pytest.mark.parametrize("content", ["", "no key", "AAAA"])
def test_a_file_that_is_no_key_is_refused_without_quoting_it(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content)
    with pytest.raises(keys.KeyFileError, match="is no key") as refused:
        keys.store(tmp_path / "key", SecretInMemory())
    assert refused.value.__context__ is None or refused.value.__suppress_context__
