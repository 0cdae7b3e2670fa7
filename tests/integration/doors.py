"""Made-up requests that the API accepts, and a client that needs no library."""

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

VENUE = {
    "name": "Tạp hóa Cô Ba",
    "kind": "grocery",
    "address": "12/3 tổ 5, KP Phước Hòa",
    "district": 689,
    "commune": 25195,
    "head": "Nguyễn Thị Mười",
    "phone": "0901 234 567",
}


def call(url: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
    """Status and JSON answer of a GET, or of a POST where there is a body."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


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
