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

MOST_KEY_BYTES = 1024

# No answer, or one that cannot be read: what became of the call is not known, and it may be sent again.
LOST = (LostConnectionError, HTTPClientError, ChecksumError, ResponseParserError)


def passing(error: ClientError) -> bool:
    """Whether the same call may succeed later: throttled or failed inside of AWS, not refused."""
    return error.response.get("Error", {}).get("Code") in PASSING


def keyable(text: str) -> bool:
    """Whether the text may be a key (sort key: 1 to 1,024 bytes of UTF-8). What may not is there under no key."""
    return 0 < len(text.encode("utf-8", "surrogatepass")) <= MOST_KEY_BYTES


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
