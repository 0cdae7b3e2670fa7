"""An official's desk: who asks, what they may see, and the stores; what every route of oversight begins with.

A route module has its own `routes = router()`, stands in `MODULES` of app.py and calls `desk(routes)` first: nobody
gets past it without a sign-in and a scope. What a route needs besides goes into `Stores`, built in app.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from aws_lambda_powertools.event_handler.api_gateway import Router

import http_api
import sign_in
from oversight.roster_stores import RosterStores
from sign_in import Official
from truyvet import scopes
from truyvet.archive import Archive
from truyvet.days import local_day
from truyvet.device_table import DeviceTable
from truyvet.history_table import HistoryTable
from truyvet.province_days import ProvinceDays
from truyvet.report_table import ReportTable
from truyvet.scopes import Scope
from truyvet.setting_table import SettingTable
from truyvet.units import Province
from truyvet.venue_table import VenueTable


@dataclass(frozen=True)
class Letterhead:
    """What the province has configured for what is printed. `hotline` may be empty."""

    authority: str
    hotline: str
    host_url: str


@dataclass(frozen=True)
class Stores:
    """Everything that the routes read and write."""

    province: Province
    letterhead: Letterhead
    venues: VenueTable
    days: ProvinceDays
    devices: DeviceTable
    histories: HistoryTable
    reports: ReportTable
    settings: SettingTable
    archive: Callable[[], Archive]
    rosters: Callable[[], RosterStores]


@dataclass(frozen=True)
class Desk:
    """Who asks, when, within which scope, and the stores."""

    official: Official
    scope: Scope
    stores: Stores
    now: datetime

    @property
    def today(self) -> date:
        """The local day."""
        return local_day(self.now)


def router() -> Router:
    """Routes of a module, none yet."""
    return Router()  # type: ignore[no-untyped-call]


def desk(routes: Router) -> Desk:
    """The desk of whoever makes this request. Raises UnauthorisedError and ForbiddenError."""
    official = sign_in.official(routes.current_event.raw_event)
    return Desk(official, scopes.of_groups(official.groups), routes.context["stores"], http_api.received_now())
