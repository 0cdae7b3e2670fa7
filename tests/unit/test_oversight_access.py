"""Every route of oversight by every role: what is allowed, and that everything else is refused.

The table is complete by construction: a route without a line here fails.
"""

import pytest

import http_api
from oversight import app
from tests.unit import ladder_routes, roster_routes
from tests.unit.oversight_calls import ROLES, call
from tests.unit.oversight_stores import MARKET, NoReports, SettingsInMemory, stores
from tests.unit.places import DAY as TODAY
from tests.unit.places import local

# Of each route, who gets past the door; the rest gets 403, and 401 who has not signed in. A path's own scope (a venue
# of another district) is in the tests of that route.
OFFICIALS = {"province", "district:689", "district:690", "kind:market", "auditor"}
DAY = "/api/oversight/days/<day>"
REPORT = "/api/oversight/reports/<day>/<revision>"
ALLOWED: dict[str, set[str]] = {
    "GET /api/oversight/me": OFFICIALS,
    f"GET {DAY}": OFFICIALS,
    f"GET {DAY}/trend": OFFICIALS,
    f"GET {DAY}/venues": OFFICIALS,
    f"GET {DAY}/findings": OFFICIALS,
    f"GET {DAY}/files/<name>": OFFICIALS,
    "GET /api/oversight/venues/<code>": {"province", "district:689", "kind:market", "auditor"},
    "GET /api/oversight/settings": {"province", "auditor"},
    "GET /api/oversight/settings/<group>/versions": {"province", "auditor"},
    "POST /api/oversight/settings/<group>": {"province"},
    "GET /api/oversight/communes/<code>/leaflet.pdf": {"province", "district:689", "auditor"},
    "GET /api/oversight/reports": OFFICIALS,
    f"GET {REPORT}/files/<name>": {"province", "auditor"},
    f"POST {REPORT}/verify": {"province", "auditor"},
}
FILLED = {"<day>": str(TODAY), "<name>": "venues.csv", "<code>": MARKET.code, "<group>": "report", "<revision>": "0"}


def _routes() -> set[str]:
    return {
        f"{method} {path}"
        for router in app.MODULES
        for path, methods, *_ in router.routes._routes
        for method in methods
    }


@pytest.fixture(autouse=True)
def _stores(monkeypatch: pytest.MonkeyPatch) -> None:
    made = stores(settings=SettingsInMemory(), reports=NoReports())
    monkeypatch.setattr(app, "stores", lambda: made)
    monkeypatch.setattr(http_api, "received_now", lambda: local(TODAY, 12))


def test_every_route_is_in_the_table() -> None:
    assert _routes() == set(ALLOWED) | set(roster_routes.ALLOWED) | set(ladder_routes.ALLOWED)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", sorted(ALLOWED))
def test_a_role_gets_what_the_table_says(route: str, role: str) -> None:
    method, path = route.split(" ")
    path = path.replace("communes/<code>", f"communes/{MARKET.commune}")
    for name, value in FILLED.items():
        path = path.replace(name, value)
    status, body = call(method, path, role, None if method == "GET" else {})
    if role == "anonymous":
        assert status == 401
    elif role not in ALLOWED[route]:
        assert (status, body["error"]) == (403, "forbidden")
    else:
        # What is empty here is refused for that, not for who asks: no body, no report of the day.
        assert status in {200, 404, 422}
