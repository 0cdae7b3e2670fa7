"""Demo accounts of officials, which a real deployment does not have: those that `make run` prints, and `make token`."""

import json
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.access import Access
from local.errors import LocalError
from local.folder import Folder
from local.stack import find

GROUPS = {
    "tracer": "tracer",
    "tracer2": "tracer",
    "province": "province",
    "auditor": "auditor",
    "district-689": "district:689",
    "kind-market": "kind:market",
}
"""The accounts that `make run` offers, by name. Publishing a place takes two tracers."""
_GROUP = re.compile(r"tracer|province|auditor|district:[0-9]{1,5}|kind:[a-z]{3,20}")


@dataclass(frozen=True)
class Account:
    """A demo account: how it signs in, and the one group that it belongs to."""

    name: str
    password: str
    group: str


def demo_accounts(access: Access, outputs: Mapping[str, str], folder: Folder) -> list[Account]:
    """The demo accounts of a run, made where they are missing; their passwords are made once and kept in `keys/`."""
    file = folder.keys / "accounts.json"
    kept = json.loads(file.read_text()) if file.exists() else {}
    accounts = [Account(name, kept.get(name) or _password(), group) for name, group in GROUPS.items()]
    for account in accounts:
        make(access, outputs["OfficialsPoolId"], account)
    _write(file, {account.name: account.password for account in accounts})
    return accounts


def make(access: Access, pool: str, account: Account) -> None:
    """Makes an account, or sets its password anew."""
    cognito = access.client("cognito-idp")
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(UserPoolId=pool, Username=account.name, MessageAction="SUPPRESS")
    with suppress(cognito.exceptions.GroupExistsException):
        cognito.create_group(UserPoolId=pool, GroupName=account.group)
    cognito.admin_set_user_password(UserPoolId=pool, Username=account.name, Password=account.password, Permanent=True)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=account.name, GroupName=account.group)


def token(state: Path, port: int | None, group: str) -> str:
    """The access token, good for an hour, of an account that belongs to this group alone.

    Raises LocalError where nothing serves or the group is none.
    """
    if not _GROUP.fullmatch(group):
        raise LocalError(f"{group} is no group: tracer, province, auditor, district:689 or kind:market.")
    run = find(state, port)
    return sign_in(Access(run.endpoint), run.outputs["OfficialsPoolId"], run.outputs["OfficialsClientId"], group)


def sign_in(access: Access, pool: str, client: str, group: str, name: str | None = None) -> str:
    """The access token of an account made for it, with a new password each time; `name` tells two of a group apart."""
    account = Account(name or f"token-{group.replace(':', '-')}", _password(), group)
    make(access, pool, account)
    return str(tokens(access, client, account)["AccessToken"])


def tokens(access: Access, client: str, account: Account) -> Mapping[str, Any]:
    """What Cognito gives an account that signs in: AccessToken, IdToken, RefreshToken."""
    answer = access.client("cognito-idp").initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": account.name, "PASSWORD": account.password},
    )
    result: Mapping[str, Any] = answer["AuthenticationResult"]
    return result


def _password() -> str:
    return f"Aa1{secrets.token_urlsafe(12)}"


def _write(file: Path, passwords: Mapping[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps(passwords))
