"""DynamoDB's passing failures, told apart from our mistakes."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ChecksumError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as LostConnectionError
from botocore.parsers import ResponseParserError

from truyvet.errors import TryAgainError

PASSING = frozenset(
    {
        "InternalServerError",
        "InternalFailure",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)

# No answer, or one that cannot be read: what became of the call is not known, and it may be sent again.
LOST = (LostConnectionError, HTTPClientError, ChecksumError, ResponseParserError)


def passing(error: ClientError) -> bool:
    """Whether the same call may succeed later: throttled or failed inside of AWS, not refused."""
    return error.response.get("Error", {}).get("Code") in PASSING


@contextmanager
def answered() -> Iterator[None]:
    """Turns throttling, faults inside of AWS and a lost or garbled answer into TryAgainError; the rest propagates."""
    try:
        yield
    except ClientError as error:
        if passing(error):
            raise TryAgainError from error
        raise
    except LOST as error:
        raise TryAgainError from error
