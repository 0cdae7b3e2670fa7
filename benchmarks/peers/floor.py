"""The floor: a handler that stores an item of a visit's size and shape, and does nothing else."""

import json
import os
import time
from typing import Any
from uuid import UUID

from botocore.session import get_session

_SEALED = bytes(range(256))[:220]
_DYNAMODB: Any = get_session().create_client("dynamodb")


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answers 201 when DynamoDB has the item."""
    body = json.loads(event["body"])
    now = int(time.time())
    _DYNAMODB.put_item(
        TableName=os.environ["VISITS_TABLE"],
        Item={
            "venue_day": {"S": f"{body['venue']}#{body['at'][:10]}"},
            "at_id": {"B": now.to_bytes(8, "big") + UUID(body["id"]).bytes},
            "person": {"B": _SEALED[:16]},
            "direction": {"S": body["direction"]},
            "district": {"N": "689"},
            "commune": {"N": "25195"},
            "received_at": {"N": str(1000 * now)},
            "expires_at": {"N": str(now)},
            "sealed": {"B": _SEALED},
            "fingerprint": {"B": _SEALED[:8]},
        },
        ConditionExpression="attribute_not_exists(at_id)",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )
    return {
        "statusCode": 201,
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"id": body["id"], "venue": body["venue"], "at": body["at"]}),
    }
