"""Signatures of AWS requests: the same as botocore's, with and without a session's token."""

from datetime import UTC, datetime
from unittest import mock

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from truyvet.signing import signed

NOW = datetime(2021, 8, 14, 1, 15, 30, tzinfo=UTC)
HEADERS = {
    "content-type": "application/x-amz-json-1.0",
    "host": "dynamodb.ap-southeast-1.amazonaws.com",
    "x-amz-target": "DynamoDB_20120810.Query",
}


@pytest.mark.parametrize("token", [None, "a/session+token=="])
@given(body=st.binary(max_size=300), secret=st.text("abcXYZ/+=", min_size=1, max_size=40))
def test_a_signature_is_the_one_that_botocore_makes(token: str | None, body: bytes, secret: str) -> None:
    credentials = Credentials("AKID", secret, token)
    asked = AWSRequest("POST", f"https://{HEADERS['host']}", headers=dict(HEADERS), data=body)
    with mock.patch("botocore.auth.get_current_datetime", return_value=NOW.replace(tzinfo=None)):
        SigV4Auth(credentials, "dynamodb", "ap-southeast-1").add_auth(asked)
    ours = signed(credentials.get_frozen_credentials(), "dynamodb", "ap-southeast-1", NOW, HEADERS, body)
    assert ours["authorization"] == asked.headers["Authorization"]
    assert ours.get("x-amz-security-token") == token
