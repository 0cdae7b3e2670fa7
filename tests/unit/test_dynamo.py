"""What passes is told apart from our mistakes: the one is answered "try again", the other alarms."""

import pytest
from botocore.exceptions import ChecksumError, ClientError, EndpointConnectionError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from truyvet.dynamo import answered, keyable
from truyvet.errors import TryAgainError


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "PutItem")


@pytest.mark.parametrize(
    "failure",
    [
        refused("ProvisionedThroughputExceededException"),
        refused("RequestLimitExceeded"),
        refused("InternalServerError"),
        refused("TransactionConflictException"),
        refused("TransactionInProgressException"),
        EndpointConnectionError(endpoint_url="http://127.0.0.1"),
        ReadTimeoutError(endpoint_url="http://127.0.0.1"),
        ChecksumError(checksum_type="crc32", expected_checksum="1", actual_checksum="2"),
        ResponseParserError("cut in the middle"),
    ],
)
def test_what_passes_may_be_tried_again(failure: Exception) -> None:
    with pytest.raises(TryAgainError), answered():
        raise failure


@pytest.mark.parametrize("code", ["AccessDeniedException", "ValidationException", "ExpiredTokenException"])
def test_our_own_mistakes_alarm(code: str) -> None:
    with pytest.raises(ClientError), answered():
        raise refused(code)


@pytest.mark.parametrize(
    ("text", "possible"), [("", False), ("x", True), ("x" * 1024, True), ("x" * 1025, False), ("ễ" * 400, False)]
)
def test_what_can_be_no_key_is_known_before_it_is_asked_for(text: str, possible: bool) -> None:
    assert keyable(text) is possible
