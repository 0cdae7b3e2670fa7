"""Made-up check-ins as API Gateway hands them to a function, and the answers that a store gives to them."""

import json
from datetime import UTC, datetime
from ipaddress import IPv4Address
from typing import Any
from uuid import uuid4

VENUE = "7K3M9QXP"
VENUE_ITEM: dict[str, Any] = {
    "code": {"S": VENUE},
    "name": {"S": "Tạp hóa Cô Ba"},
    "commune_name": {"S": "Phường Tân Phú"},
    "district": {"N": "689"},
    "commune": {"N": "25195"},
    "status": {"S": "open"},
}


def check_in(number: int = 0) -> dict[str, Any]:
    """A check-in of now; each number is another person."""
    return {
        "id": str(uuid4()),
        "venue": VENUE,
        "direction": "in",
        "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "zone": None,
        "person": {
            "name": "Trần Văn Bình",
            "phone": f"09{number % 100_000_000:08d}",
            "birth_year": 1984,
            "sex": "male",
            "address": "12/3 tổ 5, khu phố Phước Hòa",
            "commune": 25195,
        },
        "declaration": {
            "symptoms": ["fever"],
            "places": "chợ Đồng Xoài",
            "contact": {"case": False, "from_area": False, "sick": False},
        },
        "visitor": "visitor",
        "on_behalf": False,
    }


def api_event(number: int = 0) -> dict[str, Any]:
    """The event of an HTTP API (payload 2.0) for `POST /api/checkins`, with the headers that a phone sends."""
    path = "/api/checkins"
    # A few people behind each address.
    address = str(IPv4Address("198.18.0.0") + number // 5)
    return {
        "version": "2.0",
        "routeKey": f"POST {path}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "accept": "application/json",
            "accept-encoding": "gzip, deflate, br",
            "accept-language": "vi-VN,vi;q=0.9,en;q=0.5",
            "content-type": "application/json",
            "host": "tv.example.vn",
            "origin": "https://tv.example.vn",
            "referer": f"https://tv.example.vn/C/{VENUE}",
            "user-agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36",
            "x-amzn-trace-id": "Root=1-6115d6a2-5f6a7b8c9d0e1f2a3b4c5d6e",
            "x-forwarded-for": address,
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api",
            "domainName": "tv.example.vn",
            "domainPrefix": "tv",
            "http": {"method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": address, "userAgent": "-"},
            "requestId": "request",
            "routeKey": f"POST {path}",
            "stage": "$default",
            "time": "13/Aug/2021:01:15:30 +0000",
            "timeEpoch": 1628817330123,
        },
        "body": json.dumps(check_in(number), ensure_ascii=False),
        "isBase64Encoded": False,
    }
