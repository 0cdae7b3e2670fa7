"""Sealed texts open with the private key and with nothing else."""

import pytest
from nacl.public import PrivateKey

from truyvet.sealing import KEY_ID_BYTES, KeyRing, Sealer, UnsealError

OLD, NEW, OTHER = (PrivateKey.from_seed(bytes([number]) * 32) for number in (1, 2, 3))


def sealer(key: PrivateKey) -> Sealer:
    return Sealer(bytes(key.public_key))


def test_a_ring_opens_what_was_sealed_before_and_after_a_rotation() -> None:
    ring = KeyRing((bytes(NEW), bytes(OLD)))
    assert ring.unseal(sealer(OLD).seal(b"cu")) == b"cu"
    assert ring.unseal(sealer(NEW).seal(b"moi")) == b"moi"


def test_sealing_twice_gives_different_texts_of_the_promised_length() -> None:
    first, second = sealer(NEW).seal(b"x" * 100), sealer(NEW).seal(b"x" * 100)
    assert first != second
    assert len(first) == len(second) == 100 + Sealer.overhead_bytes


def test_another_key_or_a_changed_text_opens_nothing() -> None:
    sealed = sealer(NEW).seal(b"x")
    with pytest.raises(UnsealError):
        KeyRing((bytes(OTHER),)).unseal(sealed)
    changed = sealed[:KEY_ID_BYTES] + bytes([sealed[KEY_ID_BYTES] ^ 1]) + sealed[KEY_ID_BYTES + 1 :]
    with pytest.raises(UnsealError):
        KeyRing((bytes(NEW),)).unseal(changed)
