"""Workers: functions that go on with a piece of work after the request that asked for it was answered."""

import json
from typing import TYPE_CHECKING

from truyvet.roster_work import Work

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class RosterWorkers:
    """Starts the function that works on rosters."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def start(self, work: Work) -> None:
        """Begins the task of a piece of work that is stored, or goes on with it."""
        self._invoke({"work": work.id, "task": work.task.value})

    def printed(self, work: Work) -> None:
        """Tells that the booklet has been fetched."""
        self._invoke({"work": work.id, "task": "printed"})

    def _invoke(self, event: dict[str, str]) -> None:
        self._client.invoke(FunctionName=self._function, InvocationType="Event", Payload=json.dumps(event).encode())
