"""Signing in: what a stranger hears, what an official is asked, and what comes out."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ParamValidationError

from truyvet.errors import ForbiddenError, InvalidError, TryAgainError, UnauthorisedError
from truyvet.sign_ins import Challenge, SignedIn, SignIns

PASSWORD = "Mat khau 2021"


def access_token(name: str, groups: list[str]) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"username": name, "cognito:groups": groups}).encode()).decode()
    return f"head.{claims.rstrip('=')}.signature"


class Pool:
    """A user pool with one official, who may be asked for more than the password."""

    def __init__(self, *challenges: str) -> None:
        self.challenges = list(challenges)
        self.failure: Exception | None = None
        self.ended: set[str] = set()
        self.asks_codes = False

    def initiate_auth(self, **asked: Any) -> Mapping[str, Any]:
        self._fail()
        given = asked["AuthParameters"]
        if asked["AuthFlow"] == "REFRESH_TOKEN_AUTH":
            if given["REFRESH_TOKEN"] != "r1" or self.ended:
                raise refusal("NotAuthorizedException")
            return {"AuthenticationResult": self._result()}
        if given["USERNAME"] != "tracer":
            raise refusal("UserNotFoundException")
        if given["PASSWORD"] != PASSWORD:
            raise refusal("NotAuthorizedException")
        return self._next()

    def respond_to_auth_challenge(self, **asked: Any) -> Mapping[str, Any]:
        self._fail()
        given = asked["ChallengeResponses"]
        if asked["Session"] != "s1":
            raise refusal("NotAuthorizedException")
        if given.get("SOFTWARE_TOKEN_MFA_CODE", "123456") != "123456":
            raise refusal("CodeMismatchException")
        if len(given.get("NEW_PASSWORD", PASSWORD)) < 12:
            raise refusal("InvalidPasswordException")
        return self._next()

    def revoke_token(self, **asked: Any) -> Mapping[str, Any]:
        self._fail()
        self.ended.add(asked["Token"])
        return {}

    def associate_software_token(self, **asked: Any) -> Mapping[str, Any]:
        if asked["AccessToken"] != "token":
            raise refusal("NotAuthorizedException")
        return {"SecretCode": "JBSWY3DPEHPK3PXP"}

    def verify_software_token(self, **asked: Any) -> Mapping[str, Any]:
        if asked["UserCode"] != "123456":
            raise refusal("EnableSoftwareTokenMFAException")
        return {"Status": "SUCCESS"}

    def set_user_mfa_preference(self, **asked: Any) -> Mapping[str, Any]:
        self.asks_codes = bool(asked["SoftwareTokenMfaSettings"]["Enabled"])
        return {}

    def _fail(self) -> None:
        if self.failure:
            raise self.failure

    def _next(self) -> Mapping[str, Any]:
        if self.challenges:
            return {"ChallengeName": self.challenges.pop(0), "Session": "s1"}
        return {"AuthenticationResult": {**self._result(), "RefreshToken": "r1"}}

    def _result(self) -> dict[str, Any]:
        return {"AccessToken": access_token("tracer", ["tracer", "district:689"]), "ExpiresIn": 3600}


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "Password attempts exceeded"}}, "InitiateAuth")


def sign_ins(pool: Pool) -> SignIns:
    return SignIns(pool, "client")


def signed_in() -> SignedIn:
    token = access_token("tracer", ["tracer", "district:689"])
    return SignedIn(token, 3600, "r1", "tracer", ("district:689", "tracer"))


def test_name_and_password_give_tokens_and_groups() -> None:
    assert sign_ins(Pool()).begin("tracer", PASSWORD) == signed_in()


@pytest.mark.parametrize(
    ("name", "password"),
    [("tracer", "wrong"), ("nobody", PASSWORD), ("", PASSWORD), ("a b", "x"), ("tracer", ""), ("tracer", "x" * 300)],
)
def test_a_stranger_hears_one_sentence_whatever_is_wrong(name: str, password: str) -> None:
    with pytest.raises(UnauthorisedError) as known:
        sign_ins(Pool()).begin("tracer", "wrong")
    with pytest.raises(UnauthorisedError) as heard:
        sign_ins(Pool()).begin(name, password)
    assert heard.value.message == known.value.message
    assert "attempts" not in str(heard.value)


def test_a_first_password_and_a_code_are_asked_one_after_the_other() -> None:
    pool = Pool("NEW_PASSWORD_REQUIRED", "SOFTWARE_TOKEN_MFA")
    first = sign_ins(pool).begin("tracer", PASSWORD)
    assert first == Challenge("new_password", "s1", "tracer")
    second = sign_ins(pool).answer("new_password", "s1", "tracer", "Một mật khẩu mới 1")
    assert second == Challenge("code", "s1", "tracer")
    assert sign_ins(pool).answer("code", "s1", "tracer", "123456") == signed_in()


@pytest.mark.parametrize(("challenge", "answer"), [("code", "654321"), ("code", "12345x"), ("new_password", "short")])
def test_a_wrong_answer_may_be_corrected(challenge: Any, answer: str) -> None:
    with pytest.raises(InvalidError) as refused:
        sign_ins(Pool()).answer(challenge, "s1", "tracer", answer)
    assert [detail.field for detail in refused.value.details] == ["answer"]


def test_a_session_that_is_over_begins_anew() -> None:
    with pytest.raises(UnauthorisedError, match="hết hạn"):
        sign_ins(Pool()).answer("code", "old", "tracer", "123456")


@pytest.mark.parametrize(
    "failure",
    [
        ParamValidationError(report="Invalid length for parameter Session, value: 1, valid min length: 20"),
        refusal("InvalidParameterException"),
        refusal("UnauthorizedException"),
        refusal("UnsupportedTokenTypeException"),
    ],
)
def test_what_cognito_never_gave_opens_nothing_and_is_no_fault_of_ours(failure: Exception) -> None:
    pool = Pool()
    pool.failure = failure
    for call in (
        lambda: sign_ins(pool).answer("code", "x", "tracer", "123456"),
        lambda: sign_ins(pool).refresh("x"),
        lambda: sign_ins(pool).end("x"),
    ):
        with pytest.raises(UnauthorisedError, match="hết hạn"):
            call()


def test_another_way_of_signing_in_is_said_not_guessed() -> None:
    with pytest.raises(ForbiddenError):
        sign_ins(Pool("SMS_MFA")).begin("tracer", PASSWORD)


def test_a_refresh_token_makes_tokens_until_it_is_ended() -> None:
    pool = Pool()
    assert sign_ins(pool).refresh("r1") == signed_in()
    sign_ins(pool).end("r1")
    with pytest.raises(UnauthorisedError):
        sign_ins(pool).refresh("r1")


def test_codes_are_asked_once_the_app_has_given_a_right_one() -> None:
    pool = Pool()
    assert sign_ins(pool).code_secret("token") == "JBSWY3DPEHPK3PXP"
    for wrong in ("654321", "12345", ""):
        with pytest.raises(InvalidError) as refused:
            sign_ins(pool).use_codes("token", wrong)
        assert [detail.field for detail in refused.value.details] == ["code"]
    assert not pool.asks_codes
    sign_ins(pool).use_codes("token", "123456")
    assert pool.asks_codes
    with pytest.raises(UnauthorisedError):
        sign_ins(pool).code_secret("of another")


@pytest.mark.parametrize(
    "failure", [refusal("TooManyRequestsException"), EndpointConnectionError(endpoint_url="https://cognito")]
)
def test_what_passes_is_told_apart_from_a_wrong_password(failure: Exception) -> None:
    pool = Pool()
    pool.failure = failure
    with pytest.raises(TryAgainError):
        sign_ins(pool).begin("tracer", PASSWORD)


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "InvalidParameterException"])
def test_a_mistake_of_ours_is_not_hidden_as_a_wrong_password(code: str) -> None:
    pool = Pool()
    pool.failure = refusal(code)
    with pytest.raises(ClientError):
        sign_ins(pool).begin("tracer", PASSWORD)
