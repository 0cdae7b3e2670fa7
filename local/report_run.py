"""`make report`: sends the report of a day as the rule of 06:00 does, and says where its mail lies."""

import base64
import json
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from local.access import REGION, Access
from local.errors import LocalError
from local.folder import Folder
from local.outbox import Outbox
from local.stack import find

LOCAL_TIME = timedelta(hours=7)
"""Viet Nam is at UTC+7 without daylight saving (truyvet.days, which this command need not import)."""


def report(state: Path, port: int | None, day: date | None, *, again: bool) -> None:
    """Invokes the deployed function for a day (default: yesterday in Viet Nam); the last line is the mail's path.

    `again` sends a marked update of a report that was sent. Raises LocalError when there is no mail to show.
    """
    run = find(state, port)
    started = datetime.now(UTC)
    today = (started + LOCAL_TIME).date()
    day = day or today - timedelta(days=1)
    if day >= today:
        print(f"{day} has not ended in Viet Nam: the report covers what there is so far.")
    print(f"Report of {day} ...", flush=True)
    result = _invoke(Access(run.endpoint), run.outputs["ReportFunctionName"], rule_event(day, again=again))
    if result["state"] == "nothing":
        raise LocalError(f"No venue was registered by the end of {day}, so there is nothing to report.")
    mail = Outbox(Folder(state).outbox).find(result["message_id"]) if result["message_id"] else None
    if mail is None:
        raise LocalError(f"The report of {day} is in state {result['state']}; it has no mail in the outbox.")
    if mail.sent_at < started:
        print(f"It was already sent, at {mail.sent_at:%Y-%m-%d %H:%M:%S} UTC; AGAIN=1 sends a marked update.")
    print(f"See it at {run.origin}/_local/mail/{mail.id}")
    print(mail.path)


def rule_event(day: date, *, again: bool = False) -> dict[str, Any]:
    """The event that the rule of 06:00 on the day after `day` gives the function (23:00 UTC of `day`)."""
    fired_at = datetime.combine(day, time(23), UTC)
    return {
        "version": "0",
        "id": str(uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": f"{fired_at:%Y-%m-%dT%H:%M:%SZ}",
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:000000000000:rule/make-report"],
        "detail": {"again": True} if again else {},
    }


def _invoke(access: Access, function: str, event: dict[str, Any]) -> dict[str, Any]:
    answer = access.client("lambda").invoke(FunctionName=function, LogType="Tail", Payload=json.dumps(event))
    payload: dict[str, Any] = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        sys.stderr.write(base64.b64decode(answer.get("LogResult", "")).decode(errors="replace") + "\n")
        raise LocalError(f"The report failed: {payload.get('errorType')}: {payload.get('errorMessage')}")
    return payload
