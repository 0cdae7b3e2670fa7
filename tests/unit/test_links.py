"""Links: a phone and a document in one declaration are one person from then on."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from tests.unit.strategies import NOW
from tests.unit.test_checkins import EVENT, door
from truyvet.checkins import check_in
from truyvet.errors import TryAgainError
from truyvet.link_table import Link, LinkTable, links_of
from truyvet.people import Person

PHONE, DOCUMENT, QID = b"p" * 16, b"d" * 16, b"q" * 16


class LinksInMemory:
    """The Links table as its client shows it; the first `unprocessed` answers leave everything unprocessed."""

    def __init__(self, unprocessed: int = 0, throttled: bool = False) -> None:
        self.items: dict[tuple[bytes, bytes], dict[str, Any]] = {}
        self.unprocessed = unprocessed
        self.throttled = throttled
        self.writes = 0

    def batch_write_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - botocore's name
        if self.throttled:
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "BatchWriteItem")
        if self.unprocessed:
            self.unprocessed -= 1
            return {"UnprocessedItems": RequestItems}
        for request in RequestItems["links"]:
            item = request["PutRequest"]["Item"]
            self.items[item["person"]["B"], item["other"]["B"]] = item
            self.writes += 1
        return {"UnprocessedItems": {}}

    def query(self, ExpressionAttributeValues: dict[str, Any], **_: object) -> dict[str, Any]:  # noqa: N803
        person = ExpressionAttributeValues[":person"]["B"]
        return {"Items": [item for key, item in self.items.items() if key[0] == person]}


def table(client: LinksInMemory) -> LinkTable:
    return LinkTable(cast("Any", client), "links")


def test_a_declaration_with_phone_and_document_links_both_ways() -> None:
    visit = check_in(door(), EVENT, NOW).visit
    only_phone = replace(EVENT, person=Person("Trần Văn Bình", phone="+84912345678"))
    only_document = replace(EVENT, person=Person("Tran Van Binh", document="070090123456"))
    links = table(LinksInMemory())
    links.learn(links_of([visit]))
    by_phone, by_document = (check_in(door(), event, NOW).visit.person for event in (only_phone, only_document))
    assert links.others(by_phone, NOW) == {by_document}
    assert links.others(by_document, NOW) == {by_phone}


def test_three_numbers_are_linked_each_with_each_and_one_alone_with_nobody() -> None:
    visit = check_in(door(), EVENT, NOW).visit
    three = replace(visit, person=PHONE, also=(DOCUMENT, QID))
    assert len(list(links_of([three]))) == 6
    assert not list(links_of([replace(visit, also=())]))


def test_a_link_known_for_the_day_costs_nothing_and_a_later_expiry_is_written() -> None:
    client = LinksInMemory()
    links = table(client)
    for expires_at in (NOW, NOW + timedelta(hours=1), NOW - timedelta(days=1), NOW + timedelta(days=1)):
        links.learn([Link(PHONE, DOCUMENT, expires_at)])
    assert client.writes == 4, "each time the link and the mark of who has links"
    assert links.others(PHONE, NOW + timedelta(hours=23)) == {DOCUMENT}
    assert links.others(PHONE, NOW + timedelta(days=1)) == frozenset()


def test_what_dynamodb_left_is_written_again_and_what_it_refused_is_not_taken_for_written() -> None:
    client = LinksInMemory(unprocessed=2)
    table(client).learn([Link(PHONE, DOCUMENT, NOW)])
    assert client.writes == 2
    for failing in (LinksInMemory(unprocessed=3), LinksInMemory(throttled=True)):
        links = table(failing)
        with pytest.raises(TryAgainError):
            links.learn([Link(PHONE, DOCUMENT, NOW)])
        failing.throttled = False
        links.learn([Link(PHONE, DOCUMENT, NOW)])
        assert failing.writes == 2
