"""What DynamoDB does with the calls that tallies make, in memory: one table, and a client that fails on order.

The expressions are read as DynamoDB reads them, so that a wrong condition in the code is wrong here too.
"""

import copy
import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from threading import Lock
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError

Item = dict[str, dict[str, Any]]


class Killed(BaseException):
    """The function's process ends here: no handler of ours may catch it."""


class Fault(Enum):
    """What becomes of one update. Applied or not is what the caller cannot see."""

    NONE = "none"
    THROTTLED = "throttled"
    BROKEN = "broken"
    UNANSWERED = "unanswered"
    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"


class FaultyClient:
    """A DynamoDB client whose next updates meet the faults of a list; the rest is passed on."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._faults: Iterator[Fault] = iter(())
        self.updates = 0

    def fail(self, faults: Iterable[Fault]) -> None:
        """Plans the faults of the next updates; after them all goes well."""
        self._faults = iter(tuple(faults))

    def update_item(self, **request: Any) -> Any:
        self.updates += 1
        fault = next(self._faults, Fault.NONE)
        if fault is Fault.THROTTLED:
            raise failure("ThrottlingException")
        if fault is Fault.BROKEN:
            raise failure("InternalServerError")
        if fault is Fault.KILLED_BEFORE:
            raise Killed
        answer = self._client.update_item(**request)
        if fault is Fault.UNANSWERED:
            raise EndpointConnectionError(endpoint_url="http://127.0.0.1")
        if fault is Fault.KILLED_AFTER:
            raise Killed
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


class TableInMemory:
    """One table behind the calls of a DynamoDB client. `conditions=False` makes every update a bare one."""

    def __init__(self, hash_key: str, range_key: str, *, conditions: bool = True, page: int = 2) -> None:
        self._keys = (hash_key, range_key)
        self._conditions = conditions
        self._page = page
        self._lock = Lock()
        self.items: dict[tuple[str, str], Item] = {}

    def update_item(self, **request: Any) -> dict[str, Any]:
        with self._lock:
            key = self._key(request["Key"])
            item = copy.deepcopy(self.items.get(key, request["Key"]))
            self._check(self.items.get(key), request)
            changed = _update(item, request)
            self.items[key] = item
            if request.get("ReturnValues") != "UPDATED_NEW":
                return {}
            return {"Attributes": {name: copy.deepcopy(item[name]) for name in changed if name in item}}

    def put_item(self, **request: Any) -> dict[str, Any]:
        with self._lock:
            key = self._key(request["Item"])
            self._check(self.items.get(key), request)
            self.items[key] = copy.deepcopy(request["Item"])
            return {}

    def get_item(self, **request: Any) -> dict[str, Any]:
        found = self.items.get(self._key(request["Key"]))
        return {"Item": copy.deepcopy(found)} if found else {}

    def query(self, **request: Any) -> dict[str, Any]:
        wanted = request["ExpressionAttributeValues"][":key"]["S"]
        keys = sorted(key for key in self.items if key[0] == wanted)
        if "ExclusiveStartKey" in request:
            keys = [key for key in keys if key > self._key(request["ExclusiveStartKey"])]
        page = [copy.deepcopy(self.items[key]) for key in keys[: self._page]]
        if "ProjectionExpression" in request:
            read = {request["ExpressionAttributeNames"][token] for token in request["ProjectionExpression"].split(",")}
            page = [{name: value for name, value in item.items() if name in read} for item in page]
        if len(keys) <= self._page:
            return {"Items": page}
        return {"Items": page, "LastEvaluatedKey": {name: page[-1][name] for name in self._keys}}

    def _key(self, item: Item) -> tuple[str, str]:
        hash_key, range_key = self._keys
        return item[hash_key]["S"], item[range_key]["S"]

    def _check(self, item: Item | None, request: dict[str, Any]) -> None:
        if not self._conditions or "ConditionExpression" not in request:
            return
        if not _Condition(item or {}, request).holds():
            raise failure("ConditionalCheckFailedException", copy.deepcopy(item))


def failure(code: str, item: Item | None = None) -> ClientError:
    """The error of botocore for an error code of DynamoDB."""
    response: Any = {"Error": {"Code": code, "Message": ""}}
    if item is not None:
        response["Item"] = item
    return ClientError(response, "UpdateItem")


def _comparable(value: dict[str, Any]) -> Any:
    ((kind, content),) = value.items()
    return int(content) if kind == "N" else content


class _Condition:
    """Recursive descent over OR, AND, parentheses, attribute_not_exists, = and <."""

    def __init__(self, item: Item, request: dict[str, Any]) -> None:
        self._item = item
        self._names = request["ExpressionAttributeNames"]
        self._values = request.get("ExpressionAttributeValues", {})
        self._tokens = re.findall(r"[()]|<=|>=|[<>=]|[#:]?\w+", request["ConditionExpression"])

    def holds(self) -> bool:
        result = self._chain("OR", lambda: self._chain("AND", self._term, all), any)
        assert not self._tokens, f"unread: {self._tokens}"
        return result

    def _chain(self, word: str, part: Callable[[], bool], fold: Callable[[list[bool]], bool]) -> bool:
        parts = [part()]
        while self._tokens and self._tokens[0] == word:
            self._tokens.pop(0)
            parts.append(part())
        return fold(parts)

    def _term(self) -> bool:
        token = self._tokens.pop(0)
        if token == "(":
            result = self._chain("OR", lambda: self._chain("AND", self._term, all), any)
            assert self._tokens.pop(0) == ")"
            return result
        if token == "attribute_not_exists":
            assert self._tokens.pop(0) == "("
            name = self._names[self._tokens.pop(0)]
            assert self._tokens.pop(0) == ")"
            return name not in self._item
        comparison, operand = self._tokens.pop(0), self._values[self._tokens.pop(0)]
        if self._names[token] not in self._item:
            return False
        left, right = _comparable(self._item[self._names[token]]), _comparable(operand)
        return bool({"<": left < right, "<=": left <= right, "=": left == right}[comparison])


def _update(item: Item, request: dict[str, Any]) -> list[str]:
    """Carries out SET, ADD and DELETE on the item and names the attributes that it touched."""
    names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
    changed: list[str] = []
    clauses = re.split(r"\b(SET|ADD|DELETE)\b", request["UpdateExpression"])[1:]
    for word, actions in zip(clauses[::2], clauses[1::2], strict=True):
        for action in actions.split(","):
            name_token, value_token = re.fullmatch(r"\s*(#\w+)(?: = | )(:\w+)\s*", action).groups()  # type: ignore[union-attr]
            name, value = names[name_token], values[value_token]
            changed.append(name)
            if word == "SET":
                item[name] = value
            elif word == "ADD" and "N" in value:
                item[name] = {"N": str(int(item.get(name, {"N": "0"})["N"]) + int(value["N"]))}
            else:
                before = set(item.get(name, {"BS": []})["BS"])
                after = before | set(value["BS"]) if word == "ADD" else before - set(value["BS"])
                item[name] = {"BS": sorted(after)}
                if not after:
                    del item[name]
    return changed
