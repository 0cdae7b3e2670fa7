"""The nightly proof of deletion through the deployed function, under its own role."""

import json
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest

from local import accounts, deployment
from local.stack import Stack
from tests.integration.test_venues import call
from tests.unit.places import tally, venue
from truyvet import units
from truyvet.days import local_day, milliseconds
from truyvet.retention import GRACE
from truyvet.tally_table import to_item

pytestmark = pytest.mark.usefixtures("expiring")
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def expiring(own_stack: Stack) -> None:
    """Tests run without a clock of their own; here items may expire, as in `make run` and on AWS."""
    deployment.expire_items(own_stack.access)


def proof(stack: Stack) -> dict[str, Any]:
    """Makes tonight's proof, and gives it as the archive keeps it."""
    answer = stack.access.client("lambda").invoke(FunctionName=stack.outputs["RetentionFunctionName"])
    assert "FunctionError" not in answer, answer["Payload"].read()
    key = f"retention/{local_day(datetime.now(UTC))}.json"
    kept = stack.access.client("s3").get_object(Bucket=stack.outputs["ArchiveBucketName"], Key=key)["Body"].read()
    document: dict[str, Any] = json.loads(kept)
    return document


def found(document: dict[str, Any], what: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in document["checks"] if each["what"] == what)
    return found


def test_a_fresh_system_has_nothing_overdue_and_every_table_expires(own_stack: Stack) -> None:
    document = proof(own_stack)
    assert document["sound"] is True
    tables = ["Visits", "Links", "Badges", "Traces", "Exposures", "Looks"]
    assert [each["what"] for each in document["checks"]] == [*tables, "traces, files"]
    assert all(each["expiry_switched_on"] for each in document["checks"])


@pytest.mark.parametrize(("late", "sound"), [(timedelta(hours=1), True), (GRACE + timedelta(hours=1), False)])
def test_what_is_left_is_counted_and_what_is_overdue_is_told(own_stack: Stack, late: timedelta, sound: bool) -> None:
    """MiniStack deletes what has expired once a minute, so the item may be gone before anybody looks."""
    client = own_stack.access.client("dynamodb")
    keys = {
        "Traces": {"trace": {"S": "old"}},
        "Exposures": {"list": {"S": "places"}, "id": {"S": "old"}},
        "Looks": {"place": {"S": "old"}, "page": {"S": "0"}},
    }
    expiry = {"expires_at": {"N": str(milliseconds(NOW - late) // 1000)}}
    for _ in range(3):
        for table, key in keys.items():
            client.put_item(TableName=own_stack.table(table), Item=key | expiry)
        document = proof(own_stack)
        if all(found(document, table)["past_due"] for table in keys):
            break
    assert [found(document, table)["past_due"] for table in keys] == [1, 1, 1]
    assert document["sound"] is sound


def test_the_auditor_sees_what_the_nights_found_and_nobody_else_does(own_stack: Stack) -> None:
    document = proof(own_stack)
    pool, client = own_stack.outputs["OfficialsPoolId"], own_stack.outputs["OfficialsClientId"]
    url = f"{own_stack.origin}/api/audit/deletions"
    auditor = accounts.sign_in(own_stack.access, pool, client, "auditor")
    status, answer = call("GET", url, token=auditor)
    assert status == HTTPStatus.OK, answer
    assert [each["day"] for each in answer["nights"]] == [document["day"]]
    assert answer["nights"][0]["sound"] is document["sound"]
    tracer = accounts.sign_in(own_stack.access, pool, client, "tracer")
    assert call("GET", url, token=tracer)[0] == HTTPStatus.FORBIDDEN


def test_the_visits_of_a_day_long_past_are_looked_for_where_tallies_say_that_there_were_some(own_stack: Stack) -> None:
    client = own_stack.access.client("dynamodb")
    # Everywhere, since the proof draws its districts.
    for district in units.province(70).districts:
        shop = venue(district=district.code, commune=district.communes[0].code)
        for back in range(28, 45):
            counted = tally(shop, local_day(NOW) - timedelta(days=back), 3, 2)
            client.put_item(TableName=own_stack.table("Tallies"), Item=to_item(counted))
    document = proof(own_stack)
    assert found(document, "Visits")["looked_at"] > 0
    assert found(document, "Visits")["past_due"] == 0
