"""`make openapi`: writes `web/openapi.json` anew."""

from pathlib import Path

from shipping.openapi.document import written

KEPT = Path(__file__).parents[2] / "web" / "openapi.json"

if __name__ == "__main__":
    KEPT.write_text(written(), encoding="utf-8")
    print(KEPT)
