"""Sealing of personal data: libsodium's sealed box, X25519 and XSalsa20-Poly1305 (PyNaCl).

The door holds only the public key, so what leaks from it opens no name. Each sealed text names its key in its
first four bytes, so that keys can be rotated. Only tracing may open.
"""

from dataclasses import dataclass
from hashlib import sha256

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

KEY_ID_BYTES = 4


def key_id(public_key: bytes) -> bytes:
    """The four bytes by which a sealed text names its public key."""
    return sha256(public_key).digest()[:KEY_ID_BYTES]


class Sealer:
    """Seals under one public key (32 bytes)."""

    overhead_bytes = KEY_ID_BYTES + 48

    def __init__(self, public_key: bytes) -> None:
        self._id = key_id(public_key)
        self._box = SealedBox(PublicKey(public_key))

    def seal(self, plain: bytes) -> bytes:
        """The sealed text: `overhead_bytes` longer than the plain one."""
        return self._id + self._box.encrypt(plain)


class UnsealError(Exception):
    """No private key at hand opens this text, or it was changed."""


@dataclass(frozen=True)
class KeyRing:
    """The private keys (32 bytes each) that tracing holds, the old ones for visits sealed before a rotation."""

    private_keys: tuple[bytes, ...]

    def unseal(self, sealed: bytes) -> bytes:
        """The plain text. Raises UnsealError."""
        for private_key in map(PrivateKey, self.private_keys):
            if key_id(bytes(private_key.public_key)) == sealed[:KEY_ID_BYTES]:
                try:
                    return SealedBox(private_key).decrypt(sealed[KEY_ID_BYTES:])
                except CryptoError:
                    break
        raise UnsealError
