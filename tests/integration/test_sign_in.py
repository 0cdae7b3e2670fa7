"""Signing in through the deployed API, and which tokens the authorizer and the functions take."""

import base64
import hmac
import time
from hashlib import sha1
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


def code_of(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    counter = int(time.time()) // 30
    digest = hmac.new(base64.b32decode(secret), counter.to_bytes(8, "big"), sha1).digest()
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def test_an_official_turns_on_codes_and_is_asked_for_one_from_then_on(stack: Stack) -> None:
    account = Account("official-with-an-app", PASSWORD, "province")
    accounts.make(stack.access, stack.outputs["OfficialsPoolId"], account)
    token = sign_in(stack, account.name, PASSWORD)[1]["token"]
    url = f"{stack.origin}/api/sign-in/code"
    assert call("POST", url, {})[0] == HTTPStatus.UNAUTHORIZED
    status, made = call("POST", url, {}, token)
    assert status == HTTPStatus.OK, made
    wrong = "000000" if code_of(made["secret"]) != "000000" else "000001"
    status, refused = call("POST", f"{url}/confirm", {"code": wrong}, token)
    assert (status, refused["details"][0]["field"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "code")
    status, _ = call("POST", f"{url}/confirm", {"code": code_of(made["secret"])}, token)
    assert status == HTTPStatus.OK

    status, asked = sign_in(stack, account.name, PASSWORD)
    assert (status, asked["challenge"]) == (HTTPStatus.OK, "code")
    answer = f"{stack.origin}/api/sign-in/answer"
    assert call("POST", answer, {**asked, "answer": wrong})[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    status, signed_in = call("POST", answer, {**asked, "answer": code_of(made["secret"])})
    assert (status, signed_in["groups"]) == (HTTPStatus.OK, ["province"])
