"""The names of the province's districts and communes, as traces and their files tell them."""

import os

from truyvet import units
from truyvet.errors import NotFoundError


def commune(code: int) -> tuple[str, str] | None:
    """The names of a commune and of its district; None of a commune that is not of this province."""
    province = int(os.environ["PROVINCE"])
    try:
        return units.commune(province, code).name, units.district_of(province, code).name
    except NotFoundError:
        return None


def province() -> str:
    """The province's name."""
    return units.province(int(os.environ["PROVINCE"])).name
