"""Made-up requests that the API accepts, and a client that needs no library."""

import json
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

_HEADERS = {"Content-Type": "application/json"}

VENUE = {
    "name": "Tạp hóa Cô Ba",
    "kind": "grocery",
    "address": "12/3 tổ 5, KP Phước Hòa",
    "district": 689,
    "commune": 25195,
    "head": "Nguyễn Thị Mười",
    "phone": "0901 234 567",
}


def fetch(url: str, body: dict[str, Any] | None = None) -> tuple[int, bytes]:
    """Status and content that a GET, or a POST where there is a body, is answered with."""
    address = urlsplit(url)
    with closing(HTTPConnection(address.netloc, timeout=60)) as connection:
        content = None if body is None else json.dumps(body)
        connection.request("GET" if body is None else "POST", address.path, content, _HEADERS)
        response = connection.getresponse()
        return response.status, response.read()


def call(url: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
    """The same where the answer is JSON."""
    status, content = fetch(url, body)
    return status, json.loads(content)


def registered(origin: str) -> str:
    """The code of a venue registered now; the same one when asked again."""
    status, answer = call(f"{origin}/api/venues", VENUE)
    assert status in {200, 201}, answer
    return str(answer["code"])


def check_in(venue: str, direction: str = "in") -> dict[str, Any]:
    """A check-in of now."""
    return {
        "id": str(uuid4()),
        "venue": venue,
        "direction": direction,
        "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}",
        "person": {"name": "Trần Văn Bình", "phone": "0912345678", "birth_year": 1984, "sex": "male"},
        "declaration": {
            "symptoms": [],
            "places": "",
            "contact": {"case": False, "from_area": False, "sick": False},
        },
    }
