"""Who is signed in, and which part of the province that account sees."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

import http_api
from oversight.desk import Desk, desk, router
from truyvet.venues import KIND_NAMES, Kind

routes = router()


@routes.get("/api/oversight/me")
def get_me() -> Response[str]:
    """The account's name and scope, with the names of what it may choose from."""
    at = desk(routes)
    return http_api.answer(200, {"name": at.official.name, "today": at.today.isoformat(), **_scope(at)})


def _scope(at: Desk) -> dict[str, Any]:
    scope, province = at.scope, at.stores.province
    seen = frozenset(scope.reads(district.code for district in province.districts))
    whole = scope.sees_all or bool(scope.districts)
    kinds = [kind for kind in Kind if whole or kind in scope.kinds]
    return {
        "province": province.name,
        "sees_all": scope.sees_all,
        "changes_all": scope.province,
        "districts": [
            {
                "code": district.code,
                "name": district.name,
                "communes": [{"code": commune.code, "name": commune.name} for commune in district.communes],
            }
            for district in province.districts
            if district.code in seen
        ],
        "kinds": [{"kind": kind.value, "name": KIND_NAMES[kind]} for kind in kinds],
    }
