"""Every route of the ladder, and which roles may use it on the market of district 689."""

OPEN = "GET /api/oversight/open"
HISTORY = "/api/oversight/venues/<code>/history"

ALLOWED: dict[str, set[str]] = {
    OPEN: {"province", "district:689", "district:690", "kind:market", "auditor"},
    f"GET {HISTORY}": {"province", "district:689", "kind:market", "auditor"},
    f"POST {HISTORY}": {"province", "district:689", "kind:market"},
}
