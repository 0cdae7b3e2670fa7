"""Signing in through the deployed API, and which tokens the authorizer and the functions take."""

from http import HTTPStatus
from typing import Any

import pytest

from local import accounts
from local.accounts import Account
from local.stack import Stack
from tests.integration.test_venues import call

PASSWORD = "Mat-khau-2021-abc"


@pytest.fixture(scope="module")
def auditor(stack: Stack) -> Account:
    account = Account("auditor-who-signs-in", PASSWORD, "auditor")
    accounts.make(stack.access, stack.outputs["OfficialsPoolId"], account)
    return account


def sign_in(stack: Stack, name: str, password: str) -> tuple[int, Any]:
    return call("POST", f"{stack.origin}/api/sign-in", {"name": name, "password": password})


def read_log(stack: Stack, token: str) -> int:
    status, _ = call("GET", f"{stack.origin}/api/audit", token=token)
    return int(status)


def test_a_sign_in_opens_what_its_group_may_and_is_renewed_until_it_is_ended(stack: Stack, auditor: Account) -> None:
    status, signed_in = sign_in(stack, auditor.name, PASSWORD)
    assert (status, signed_in["name"], signed_in["groups"]) == (HTTPStatus.OK, auditor.name, ["auditor"])
    assert read_log(stack, signed_in["token"]) == HTTPStatus.OK
    refresh = {"refresh": signed_in["refresh"]}
    status, renewed = call("POST", f"{stack.origin}/api/sign-in/refresh", refresh)
    assert (status, read_log(stack, renewed["token"])) == (HTTPStatus.OK, HTTPStatus.OK)
    assert call("POST", f"{stack.origin}/api/sign-in/end", refresh)[0] == HTTPStatus.OK
    assert call("POST", f"{stack.origin}/api/sign-in/refresh", refresh)[0] == HTTPStatus.UNAUTHORIZED


def test_a_stranger_is_told_nothing(stack: Stack, auditor: Account) -> None:
    wrong = [sign_in(stack, auditor.name, "wrong"), sign_in(stack, "nobody", PASSWORD)]
    assert wrong[0] == wrong[1]
    assert wrong[0][0] == HTTPStatus.UNAUTHORIZED


def test_a_first_password_is_replaced_before_anything_else(stack: Stack) -> None:
    cognito = stack.access.client("cognito-idp")
    pool = stack.outputs["OfficialsPoolId"]
    cognito.admin_create_user(
        UserPoolId=pool, Username="new-official", TemporaryPassword="Tam-thoi-2021", MessageAction="SUPPRESS"
    )
    status, asked = sign_in(stack, "new-official", "Tam-thoi-2021")
    assert (status, asked["challenge"]) == (HTTPStatus.OK, "new_password")
    status, signed_in = call("POST", f"{stack.origin}/api/sign-in/answer", {**asked, "answer": PASSWORD})
    assert (status, signed_in["groups"]) == (HTTPStatus.OK, [])
    assert sign_in(stack, "new-official", PASSWORD)[0] == HTTPStatus.OK


def test_only_access_tokens_of_our_client_are_taken(stack: Stack, auditor: Account) -> None:
    own = accounts.tokens(stack.access, stack.outputs["OfficialsClientId"], auditor)
    assert read_log(stack, own["AccessToken"]) == HTTPStatus.OK
    assert read_log(stack, own["IdToken"]) == HTTPStatus.UNAUTHORIZED
    other = stack.access.client("cognito-idp").create_user_pool_client(
        UserPoolId=stack.outputs["OfficialsPoolId"],
        ClientName="other",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
    )["UserPoolClient"]["ClientId"]
    of_another = accounts.tokens(stack.access, other, auditor)
    assert read_log(stack, of_another["AccessToken"]) == HTTPStatus.UNAUTHORIZED
    head, body, signature = own["AccessToken"].split(".")
    assert read_log(stack, f"{head}.{body}.{signature[::-1]}") == HTTPStatus.UNAUTHORIZED
