"""Public exposure places: what may be proposed, who may approve, what the public reads, and two clicks at once."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.unit.tables_in_memory import TableInMemory, failure
from truyvet import exposures
from truyvet.errors import ClosedError, ForbiddenError, InvalidError, NotFoundError
from truyvet.exposure_table import ExposureTable
from truyvet.exposures import Asked, By, Doubt, Exposure, Spot, State
from truyvet.settings import ExposureRules
from truyvet.stays import Known, Stay
from truyvet.venues import Kind

NOON = datetime(2021, 8, 13, 5, 0, tzinfo=UTC)
TODAY = date(2021, 8, 14)
MARKET = Spot("7K3M9QX0", "Chợ Đồng Xoài", Kind.MARKET, "Đường 1", "Phường Tân Phú", "Thành phố Đồng Xoài")
TAIL = timedelta(minutes=15)
MOI = By("id-moi", "moi", NOON + timedelta(days=1))
BINH = By("id-binh", "binh", NOON + timedelta(days=1, hours=1))
UNTIL = NOON + timedelta(minutes=63)
RULES = ExposureRules(places_a_day=2)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@dataclass
class Traced:
    id: str = "trace-1"
    case_number: str = "BP-0123"
    stays: tuple[Stay, ...] = (Stay(MARKET.code, NOON + minutes(7), NOON + minutes(48), Known.SCAN, Known.SCAN),)


class Exposures(TableInMemory):
    """Transactions too: all conditions hold, or nothing happens."""

    def __init__(self) -> None:
        super().__init__("list", "id")

    def transact_write_items(self, TransactItems: list[dict[str, Any]]) -> None:  # noqa: N803 - botocore's name
        for item in TransactItems:
            try:
                self._check(self.items.get(self._key(item["Update"]["Key"])), item["Update"])
            except Exception as error:
                raise failure("TransactionCanceledException") from error
        for item in TransactItems:
            self.update_item(**item["Update"])


def proposed(start: datetime = NOON, end: datetime = UNTIL, *, trace: str = "trace-1") -> Exposure:
    return exposures.propose(Asked(MARKET.code, start, end), MARKET, Traced(id=trace), TAIL, MOI)


def published(start: datetime = NOON, end: datetime = UNTIL, *, trace: str = "trace-1") -> Exposure:
    return exposures.approved(proposed(start, end, trace=trace), BINH, 0, RULES, province=False)


def table() -> ExposureTable:
    return ExposureTable(Exposures(), "Exposures")  # type: ignore[arg-type]


def test_a_place_is_widened_to_half_hours() -> None:
    made = proposed(NOON + minutes(7), NOON + minutes(63))
    assert (made.start, made.end, made.day) == (NOON, NOON + minutes(90), date(2021, 8, 13))
    assert exposures.widened(NOON, NOON + minutes(30)) == (NOON, NOON + minutes(30))


@pytest.mark.parametrize(
    ("venue", "start", "end"),
    [
        ("00000000", NOON, NOON + minutes(60)),
        (MARKET.code, NOON + minutes(90), NOON + minutes(120)),
        (MARKET.code, NOON - minutes(60), NOON),
        (MARKET.code, NOON + minutes(60), NOON),
        (MARKET.code, NOON, NOON + timedelta(days=1)),
    ],
)
def test_only_what_the_trace_saw_may_be_proposed(venue: str, start: datetime, end: datetime) -> None:
    with pytest.raises(InvalidError):
        exposures.propose(Asked(venue, start, end), MARKET, Traced(), TAIL, MOI)


def test_what_hangs_in_the_air_after_midnight_ends_with_the_day() -> None:
    midnight = datetime(2021, 8, 13, 17, 0, tzinfo=UTC)
    trace = Traced(stays=(Stay(MARKET.code, midnight - minutes(40), midnight, Known.SCAN, Known.SCAN),))
    asked = Asked(MARKET.code, midnight - minutes(40), midnight + minutes(15))
    assert exposures.propose(asked, MARKET, trace, TAIL, MOI).end == midnight


def test_whoever_proposed_a_place_may_not_approve_it() -> None:
    with pytest.raises(ForbiddenError, match="đề nghị"):
        exposures.approved(proposed(), MOI, 0, RULES, province=True)
    assert exposures.approved(proposed(), BINH, 0, RULES, province=False).state is State.PUBLISHED


def test_a_flood_of_places_waits_for_the_province() -> None:
    with pytest.raises(ForbiddenError, match="cấp tỉnh"):
        exposures.approved(proposed(), BINH, 2, RULES, province=False)
    assert exposures.approved(proposed(), BINH, 2, RULES, province=True).approved == BINH


@pytest.mark.parametrize("reason", ["", "x" * 201])
def test_a_place_is_taken_back_with_a_reason(reason: str) -> None:
    with pytest.raises(InvalidError):
        exposures.withdrawn(published(), MOI, reason)
    assert exposures.withdrawn(published(), MOI, "nhầm ngày").reason == "nhầm ngày"


def test_the_public_reads_no_case_and_cannot_tell_two_from_one() -> None:
    later = published(NOON + minutes(45), NOON + minutes(170), trace="trace-2")
    spans = exposures.public([later, published(), proposed(trace="trace-3")], NOON + timedelta(days=2))
    assert [(each.start, each.end) for each in spans] == [(NOON, NOON + minutes(180))]
    assert not {"trace", "case_number", "proposed"} & set(vars(spans[0]))


def test_the_public_list_begins_with_the_latest_day_and_ends_after_28() -> None:
    early = replace(published(), start=NOON - timedelta(days=3), end=NOON - timedelta(days=3) + minutes(60))
    taken_back = exposures.withdrawn(published(trace="trace-2"), MOI, "nhầm")
    spans = exposures.public([early, published(), taken_back], NOON + timedelta(days=2))
    assert [each.start for each in spans] == [NOON, early.start]
    assert exposures.public([early, published()], NOON + timedelta(days=29)) == []


def test_proposing_twice_makes_one_and_a_published_place_stays_public() -> None:
    store = table()
    assert store.propose(proposed()) == store.propose(proposed()) == proposed()
    store.publish(published(), TODAY, 0)
    assert store.propose(proposed()).state is State.PUBLISHED
    assert list(store.all()) == [published()]


def test_whoever_decides_sees_what_whoever_proposed_saw() -> None:
    store = table()
    doubtful = replace(proposed(), doubts=(Doubt.CIRCLE, Doubt.FEW))
    store.propose(doubtful)
    assert store.get(doubtful.id) == doubtful


def test_two_clicks_publish_once_and_count_once() -> None:
    store = table()
    store.propose(proposed())
    store.publish(published(), TODAY, store.published_on(TODAY))
    with pytest.raises(ClosedError):
        store.publish(published(), TODAY, store.published_on(TODAY))
    assert store.published_on(TODAY) == 1


def test_two_places_at_the_same_moment_do_not_pass_the_limit_together() -> None:
    store = table()
    store.propose(proposed())
    store.propose(proposed(trace="trace-2"))
    store.publish(published(), TODAY, 0)
    with pytest.raises(ClosedError):
        store.publish(published(trace="trace-2"), TODAY, 0)
    store.publish(published(trace="trace-2"), TODAY, 1)
    assert store.published_on(TODAY) == 2


def test_a_withdrawn_place_may_be_proposed_again() -> None:
    store = table()
    store.propose(proposed())
    store.withdraw(exposures.withdrawn(proposed(), MOI, "nhầm"), State.PROPOSED)
    with pytest.raises(ClosedError):
        store.publish(published(), TODAY, 0)
    assert store.propose(proposed()).state is State.PROPOSED


@pytest.mark.parametrize("exposure", ["2021-08-13-none", "", "x" * 3000])
def test_what_is_not_there_is_said(exposure: str) -> None:
    with pytest.raises(NotFoundError):
        table().get(exposure)
