"""The names of the province's districts and communes, as traces and their files tell them."""

from tracing import wiring
from truyvet import units
from truyvet.errors import NotFoundError


def commune(code: int) -> tuple[str, str] | None:
    """The names of a commune and of its district; None of a commune that is not of this province."""
    try:
        return units.commune(wiring.province(), code).name, units.district_of(wiring.province(), code).name
    except NotFoundError:
        return None


def province() -> str:
    """The province's name."""
    return units.province(wiring.province()).name
