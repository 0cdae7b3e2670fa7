"""The X25519 pair that seals personal data: CloudFormation cannot make it, so a person does (docs/deploy.md).

`python -m shipping.keys new FILE` makes a private key, in a file that only its owner can read, and prints the public
key for the parameter SealingPublicKey. `python -m shipping.keys store FILE SECRET` puts the private key in front of
those that the secret SealingPrivateKey holds already: what was sealed before a rotation stays readable.
"""

import argparse
import base64
import os
import sys
from pathlib import Path
from typing import Protocol

from nacl.public import PrivateKey


class KeyFileError(Exception):
    """The file is there already, or is no key; the text says what to do."""


class Secret(Protocol):
    """One secret of Secrets Manager."""

    def read(self) -> str:
        """Its text, empty if it has none yet."""
        ...

    def write(self, text: str) -> None:
        """Puts a new version."""
        ...


def make(path: Path) -> str:
    """Writes a new private key into a file of mode 600; gives the public key. Both in base64. Raises KeyFileError."""
    key = PrivateKey.generate()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileError(f"{path} exists already; a key is never written over.") from None
    with os.fdopen(handle, "w") as file:
        file.write(f"{_text(bytes(key))}\n")
    return _text(bytes(key.public_key))


def store(path: Path, secret: Secret) -> str:
    """Puts the key of the file in front of the secret's; doing it twice changes nothing. Gives the public key."""
    private = path.read_text().strip()
    try:
        key = PrivateKey(base64.b64decode(private, validate=True))
    except (ValueError, TypeError):
        raise KeyFileError(f"{path} is no key that `new` made.") from None
    held = secret.read().split()
    if private not in held:
        secret.write("\n".join([private, *held]))
    return _text(bytes(key.public_key))


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


class SecretsManagerSecret:
    """A secret in the account that the AWS environment names."""

    def __init__(self, name: str) -> None:
        import boto3  # noqa: PLC0415 - making a key needs no AWS

        self._client = boto3.client("secretsmanager")
        self._name = name

    def read(self) -> str:
        """See Secret."""
        try:
            return self._client.get_secret_value(SecretId=self._name)["SecretString"]
        except self._client.exceptions.ResourceNotFoundException:
            # Also what a secret without any version answers; a wrong name fails at `write`.
            return ""

    def write(self, text: str) -> None:
        """See Secret."""
        self._client.put_secret_value(SecretId=self._name, SecretString=text)


def main() -> None:
    """The public key on standard output; everything else on standard error."""
    parser = argparse.ArgumentParser(prog="python -m shipping.keys", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("new").add_argument("file", type=Path)
    storing = commands.add_parser("store")
    storing.add_argument("file", type=Path)
    storing.add_argument("secret", help="output SealingPrivateKeyArn of the stack")
    given = parser.parse_args()
    try:
        if given.command == "new":
            print(make(given.file))
            print(f"Private key: {given.file}. Keep a copy in a safe, then store it.", file=sys.stderr)
        else:
            print(store(given.file, SecretsManagerSecret(given.secret)))
            print("Stored. Remove the file from this machine once a copy lies in a safe.", file=sys.stderr)
    except KeyFileError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
