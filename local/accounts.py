"""`make token`: signs a demo account in, which a real deployment does not have."""

import re
import secrets
from contextlib import suppress
from pathlib import Path

from local.access import Access
from local.errors import LocalError
from local.stack import find

_GROUP = re.compile(r"tracer|province|auditor|district:[0-9]{1,5}|kind:[a-z]{3,20}")


def token(state: Path, port: int | None, group: str) -> str:
    """The access token, good for an hour, of the demo account that belongs to this group alone.

    Raises LocalError where nothing serves or the group is none.
    """
    if not _GROUP.fullmatch(group):
        raise LocalError(f"{group} is no group: tracer, province, auditor, district:689 or kind:market.")
    run = find(state, port)
    return sign_in(Access(run.endpoint), run.outputs["OfficialsPoolId"], run.outputs["OfficialsClientId"], group)


def sign_in(access: Access, pool: str, client: str, group: str) -> str:
    """The access token of a demo account, which is made where it is missing, with a new password each time."""
    cognito = access.client("cognito-idp")
    name = f"demo-{group.replace(':', '-')}"
    password = f"Aa1{secrets.token_urlsafe(18)}"
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
    with suppress(cognito.exceptions.GroupExistsException):
        cognito.create_group(UserPoolId=pool, GroupName=group)
    cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)
    answer = cognito.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )
    return str(answer["AuthenticationResult"]["AccessToken"])
