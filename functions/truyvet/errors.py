"""What can go wrong on purpose: each error has a code for developers and a Vietnamese sentence for people.

An error never carries personal data: neither its message nor its details repeat what a person typed.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class FieldError:
    """One field that cannot be accepted: its dotted name in the request and a Vietnamese sentence."""

    field: str
    message: str


class DomainError(Exception):
    """Base of all expected failures. `code` is stable; `message` is a Vietnamese sentence."""

    code: ClassVar[str]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidError(DomainError):
    """Fields are missing or wrong; `details` names each of them."""

    code = "invalid"

    def __init__(
        self, details: list[FieldError], message: str = "Một số thông tin chưa đúng. Xin kiểm tra lại."
    ) -> None:
        super().__init__(message)
        self.details = details


class NotFoundError(DomainError):
    """No such thing under this code or id."""

    code = "not_found"


class ClosedError(DomainError):
    """The venue exists but takes no check-ins: it is closed or suspended."""

    code = "closed"


class ConflictError(DomainError):
    """Somebody else changed it since it was read; nothing was stored."""

    code = "conflict"


class TooEarlyError(DomainError):
    """The device's clock is ahead of the server's by more than the allowance."""

    code = "too_early"


class TooLateError(DomainError):
    """The event is older than what is still accepted."""

    code = "too_late"


class TooLargeError(DomainError):
    """The request is larger than the limit."""

    code = "too_large"


class RateLimitedError(DomainError):
    """Too many requests from one client; again after `retry_after` seconds."""

    code = "rate_limited"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ProofNeededError(DomainError):
    """Under attack: the same request again with a proof of work of so many bits (truyvet/floods.py)."""

    code = "proof_needed"
    retry_after = 5

    def __init__(self, bits: int) -> None:
        super().__init__("Hệ thống đang bị tấn công nên cần máy của bạn tính thử một phép tính. Xin chờ vài giây.")
        self.bits = bits


class TryAgainError(DomainError):
    """Nothing was stored; the same request may be sent again after `retry_after` seconds."""

    code = "try_again"

    def __init__(self, message: str = "Hệ thống đang bận. Xin thử lại sau ít giây.", retry_after: int = 5) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnauthorisedError(DomainError):
    """The token is missing or does not fit."""

    code = "unauthorised"


class ForbiddenError(DomainError):
    """The token is right but does not cover this."""

    code = "forbidden"


class UnknownCardError(DomainError):
    """The scanned text fits no card that we know, or names nobody."""

    code = "unknown_card"
