"""Signing in of officials (đăng nhập) with Cognito: password, a first new password, a code from a phone's app.

Passwords, codes and tokens pass through and are kept nowhere. Cognito slows down whoever guesses: after five wrong
passwords an account waits, each time longer, up to 15 minutes.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from botocore.exceptions import ClientError, HTTPClientError, ParamValidationError
from botocore.exceptions import ConnectionError as LostConnectionError

from truyvet.errors import FieldError, ForbiddenError, InvalidError, TryAgainError, UnauthorisedError

WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng. Nếu đã thử nhiều lần, xin đợi 15 phút rồi thử lại."
OVER = "Phiên đăng nhập đã hết hạn. Xin đăng nhập lại."
WEAK = "Mật khẩu mới cần ít nhất 12 ký tự, có chữ hoa, chữ thường và chữ số."
MISMATCH = "Mã chưa đúng hoặc đã hết hạn. Xin nhập mã mới nhất trong ứng dụng."
LONGEST_PASSWORD = 256
"""Cognito's own limit."""

ChallengeName = Literal["new_password", "code"]
_CHALLENGES: Mapping[str, ChallengeName] = {"NEW_PASSWORD_REQUIRED": "new_password", "SOFTWARE_TOKEN_MFA": "code"}
_ANSWERED_BY: Mapping[ChallengeName, tuple[str, str]] = {
    "new_password": ("NEW_PASSWORD_REQUIRED", "NEW_PASSWORD"),
    "code": ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE"),
}
_NAME = re.compile(r"[\w.@:+-]{1,128}")
_CODE = re.compile(r"[0-9]{6}")
# Whatever is wrong with an account, a stranger hears one sentence.
_REFUSED = {
    "NotAuthorizedException",
    "PasswordResetRequiredException",
    "UserNotConfirmedException",
    "UserNotFoundException",
}
# A session or token that Cognito never gave, in its different words; of a first call it would be a mistake of ours.
_FOREIGN = frozenset({"InvalidParameterException", "UnauthorizedException", "UnsupportedTokenTypeException"})
_MISMATCHES = {"CodeMismatchException", "EnableSoftwareTokenMFAException", "ExpiredCodeException"}
_TOO_WEAK = {"InvalidPasswordException", "PasswordHistoryPolicyViolationException"}
_PASSING = {
    "InternalErrorException",
    "InternalFailure",
    "LimitExceededException",
    "ServiceUnavailable",
    "ThrottlingException",
    "TooManyRequestsException",
}


class Cognito(Protocol):
    """The calls of botocore's client `cognito-idp` that signing in takes; AWS asks no rights for any of them."""

    def initiate_auth(self, **asked: Any) -> Mapping[str, Any]:
        """Begins a sign-in, or makes a new token."""

    def respond_to_auth_challenge(self, **asked: Any) -> Mapping[str, Any]:
        """Answers what a sign-in asked besides."""

    def revoke_token(self, **asked: Any) -> Mapping[str, Any]:
        """Ends a refresh token."""

    def associate_software_token(self, **asked: Any) -> Mapping[str, Any]:
        """Makes the secret of an authenticator app for whom an access token belongs to."""

    def verify_software_token(self, **asked: Any) -> Mapping[str, Any]:
        """Takes the first code of that app."""

    def set_user_mfa_preference(self, **asked: Any) -> Mapping[str, Any]:
        """From now on asks that person for codes."""


@dataclass(frozen=True)
class SignedIn:
    """Who signed in: `token` for the API, good for `seconds`; `refresh` makes the next one; `groups` in order."""

    token: str
    seconds: int
    refresh: str
    name: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Challenge:
    """What is asked besides the password; `session` goes back with the answer."""

    kind: ChallengeName
    session: str
    name: str


class SignIns:
    """Sign-ins through one client of a user pool. Each may raise TryAgainError."""

    def __init__(self, cognito: Cognito, client_id: str) -> None:
        self._cognito = cognito
        self._client_id = client_id

    def begin(self, name: str, password: str) -> SignedIn | Challenge:
        """Raises UnauthorisedError, with one sentence for a name that nobody has and for a wrong password."""
        if not _NAME.fullmatch(name) or not 0 < len(password) <= LONGEST_PASSWORD:
            raise UnauthorisedError(WRONG)
        with _answered(WRONG, foreign=frozenset()):
            answer = self._cognito.initiate_auth(
                ClientId=self._client_id,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": name, "PASSWORD": password},
            )
        return _outcome(answer, name)

    def answer(self, challenge: ChallengeName, session: str, name: str, answer: str) -> SignedIn | Challenge:
        """Answers a challenge. Raises UnauthorisedError where it is over, InvalidError where the answer is wrong."""
        asked, parameter = _ANSWERED_BY[challenge]
        if challenge == "code" and not _CODE.fullmatch(answer):
            raise InvalidError([FieldError("answer", MISMATCH)])
        if not _NAME.fullmatch(name) or not 0 < len(answer) <= LONGEST_PASSWORD:
            raise InvalidError([FieldError("answer", WEAK)])
        with _answered(OVER):
            given = self._cognito.respond_to_auth_challenge(
                ClientId=self._client_id,
                ChallengeName=asked,
                Session=session,
                ChallengeResponses={"USERNAME": name, parameter: answer},
            )
        return _outcome(given, name)

    def refresh(self, refresh: str) -> SignedIn:
        """A new token. Raises UnauthorisedError where the refresh token is over or was ended."""
        with _answered(OVER):
            answer = self._cognito.initiate_auth(
                ClientId=self._client_id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": refresh}
            )
        return _signed_in(answer["AuthenticationResult"], refresh)

    def code_secret(self, token: str) -> str:
        """A new secret for an authenticator app, in base 32. It counts once `use_codes` has had a code of it."""
        with _answered(OVER):
            return str(self._cognito.associate_software_token(AccessToken=token)["SecretCode"])

    def use_codes(self, token: str, code: str) -> None:
        """From the next sign-in on asks for codes of the app. Raises InvalidError for a wrong one."""
        if not _CODE.fullmatch(code):
            raise InvalidError([FieldError("code", MISMATCH)])
        with _answered(OVER, "code"):
            self._cognito.verify_software_token(AccessToken=token, UserCode=code)
            self._cognito.set_user_mfa_preference(
                AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
            )

    def end(self, refresh: str) -> None:
        """Signs out: makes no new token from now on. A token that is out stays good for the rest of its hour."""
        with _answered(OVER):
            self._cognito.revoke_token(ClientId=self._client_id, Token=refresh)


def _outcome(answer: Mapping[str, Any], name: str) -> SignedIn | Challenge:
    if result := answer.get("AuthenticationResult"):
        return _signed_in(result, result["RefreshToken"])
    kind = _CHALLENGES.get(str(answer.get("ChallengeName")))
    if kind is None:
        raise ForbiddenError("Tài khoản này cần cách đăng nhập khác. Xin báo người quản trị hệ thống.")
    return Challenge(kind, str(answer["Session"]), name)


def _signed_in(result: Mapping[str, Any], refresh: str) -> SignedIn:
    """The token came from Cognito itself over TLS, so it is read here without looking at its signature."""
    token = str(result["AccessToken"])
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    groups = tuple(sorted(claims.get("cognito:groups", [])))
    return SignedIn(token, int(result["ExpiresIn"]), refresh, str(claims.get("username", "")), groups)


@contextmanager
def _answered(refused: str, field: str = "answer", *, foreign: frozenset[str] = _FOREIGN) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code")
        if code in _REFUSED or code in foreign:
            # Without the cause: Cognito's own sentence tells more than ours.
            raise UnauthorisedError(refused) from None
        if code in _MISMATCHES:
            raise InvalidError([FieldError(field, MISMATCH)]) from None
        if code in _TOO_WEAK:
            raise InvalidError([FieldError("answer", WEAK)]) from None
        if code in _PASSING:
            raise TryAgainError from error
        raise
    except ParamValidationError:
        # Without the cause: it repeats what was sent, a password perhaps.
        raise UnauthorisedError(refused) from None
    except (LostConnectionError, HTTPClientError) as error:
        raise TryAgainError from error
