"""Tracing: who met the case, for how long, how sure; equal to a brute-force oracle over all pairs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.trace_town import VENUES, Met, Town, at, defined, key, oracle, score
from truyvet.days import local_day
from truyvet.exposure_windows import Windows, touches
from truyvet.settings import TraceRules
from truyvet.stays import Known, Stay, StayRules
from truyvet.traces import Answer, Question, ToldStay, Tracing
from truyvet.tracing import Contact, Scan, closing_after
from truyvet.venues import OpeningHours
from truyvet.visits import Direction

RULES = TraceRules(latency_hours=6)
STAYS = StayRules()
CASE = key("case")
DAY, WEEK = 1440, 10_080


def scan(
    minute: int, person: str = "case", venue: str = "SHOP", direction: str = "in", zone: str | None = None
) -> Scan:
    return Scan(
        id=UUID(int=hash_of(minute, person, venue, direction)),
        venue=venue,
        at=at(minute),
        direction=Direction(direction),
        person=key(person),
        zone=zone,
    )


def hash_of(minute: int, person: str, venue: str, direction: str) -> int:
    return int.from_bytes(f"{minute:06d}{person:5.5}{venue:1.1}{direction:1.1}".encode().ljust(16), "big")


def town(*scans: Scan, linked: Sequence[tuple[str, str]] = ()) -> Town:
    links: dict[bytes, frozenset[bytes]] = {}
    for one, other in linked:
        links[key(one)] = links.get(key(one), frozenset()) | {key(other)}
        links[key(other)] = links.get(key(other), frozenset()) | {key(one)}
    return Town(scans, links, VENUES)


def asked(start: int = 0, end: int = WEEK, **more: object) -> Question:
    return replace(Question(frozenset({CASE}), at(start), at(end)), **more)  # type: ignore[arg-type]


def traced(place: Town, question: Question | None = None, rules: TraceRules = RULES) -> Answer:
    return Tracing(place, rules, STAYS, threads=2).answer(question or asked())


def only(answer: Answer) -> Contact:
    (found,) = answer.contacts
    return found


def stay(start: int, end: int, person: str = "case", venue: str = "SHOP", zone: str | None = None) -> tuple[Scan, Scan]:
    return scan(start, person, venue, "in", zone), scan(end, person, venue, "out")


def test_overlap_and_tail_are_counted_apart() -> None:
    met = only(traced(town(*stay(600, 640), *stay(620, 650, "anh"))))
    assert (met.overlap_minutes, met.tail_minutes, met.level, met.meets_definition) == (20, 10, 1, True)


def test_who_came_only_into_the_air_after_the_case_is_a_contact_but_not_f1() -> None:
    met = only(traced(town(*stay(600, 640), *stay(645, 700, "anh"))))
    assert (met.overlap_minutes, met.tail_minutes, met.meets_definition) == (0, 10, False)


def test_who_left_before_the_case_came_is_none() -> None:
    assert traced(town(*stay(600, 640), *stay(560, 599, "anh"))).contacts == ()


def test_a_check_in_elsewhere_ends_the_stay_of_a_contact_who_did_not_scan_out() -> None:
    met = only(traced(town(*stay(600, 700, venue="MARKET"), scan(590, "anh", "MARKET"), scan(610, "anh"))))
    assert met.overlap_minutes == 10
    assert met.encounters[0].ends_known_by == (Known.SCAN, Known.NEXT_SCAN)


def test_a_stay_that_both_doors_saw_is_not_cut_by_another_user_of_the_telephone() -> None:
    met = only(traced(town(*stay(600, 640), *stay(600, 640, "anh"), scan(610, "anh", "MARKET"))))
    assert met.overlap_minutes == 40


def test_zones_scanned_apart_rank_lower_and_do_not_meet_the_definition() -> None:
    place = town(*stay(600, 640, zone="A"), *stay(600, 640, "anh", zone="B"), *stay(600, 640, "chi", zone="A"))
    first, second = traced(place).contacts
    assert (first.person, first.meets_definition, second.meets_definition) == (key("chi"), True, False)
    assert second.encounters[0].zone_match is False
    assert second.score == pytest.approx(40 * RULES.zone_differs_weight)


def test_a_phone_and_a_card_are_one_contact_where_a_declaration_joined_them() -> None:
    scans = (*stay(600, 640), scan(600, "sdt"), scan(640, "the", direction="out"))
    met = only(traced(town(*scans, linked=[("sdt", "the")])))
    assert (met.keys, met.overlap_minutes) == (frozenset({key("sdt"), key("the")}), 40)
    assert len(traced(town(*scans)).contacts) == 2


def test_a_number_that_many_share_joins_nobody() -> None:
    shared = [("chung", f"the{number}") for number in range(RULES.most_links + 1)]
    scans = [each for number in range(3) for each in stay(600, 640, f"the{number}")]
    assert len(traced(town(*stay(600, 640), *scans, linked=shared)).contacts) == 3


def test_a_stay_across_midnight_is_met_on_either_side() -> None:
    place = town(*stay(DAY - 30, DAY + 30, venue="BAR"), *stay(DAY + 10, DAY + 50, "anh", "BAR"))
    assert only(traced(place)).overlap_minutes == 20
    early = town(*stay(DAY + 5, DAY + 30, venue="BAR"), scan(DAY - 20, "anh", "BAR"))
    assert only(traced(early)).encounters[0].ends_known_by == (Known.SCAN, Known.ASSUMED)


def test_meetings_of_one_evening_count_together_past_midnight() -> None:
    case = stay(1200, DAY + 2, venue="BAR")
    place = town(*case, *stay(1320, 1328, "anh", "BAR"), *stay(DAY - 8, DAY + 2, "anh", "BAR"))
    assert (only(traced(place)).overlap_minutes, only(traced(place)).meets_definition) == (18, True)


def test_only_the_infectious_window_counts() -> None:
    place = town(*stay(600, 640), *stay(600, 640, "anh"))
    assert traced(place, asked(start=630)).contacts[0].overlap_minutes == 10
    assert traced(place, asked(start=DAY)).contacts == ()


def test_a_denied_visit_exposes_nobody_and_a_remembered_one_does() -> None:
    entry, leaving = stay(600, 640)
    place = town(entry, leaving, *stay(600, 640, "anh"), *stay(600, 640, "chi", "MARKET"))
    told = ToldStay("MARKET", at(610), at(630))
    met = only(traced(place, asked(denied=frozenset({entry.id, leaving.id}), told=(told,))))
    assert (met.person, met.overlap_minutes) == (key("chi"), 20)
    assert met.encounters[0].source_ends_known_by == (Known.TOLD, Known.TOLD)


def test_f2_are_met_only_after_the_latency_of_f1() -> None:
    scans = (*stay(600, 640), *stay(600, 640, "anh"), *stay(700, 760, "anh", "MARKET"))
    before = town(*scans, *stay(700, 760, "chi", "MARKET"))
    assert [met.level for met in traced(before, asked(depth=2)).contacts] == [1]
    after = town(*scans, *stay(1000, 1060, "anh"), *stay(1000, 1060, "em"))
    found = traced(after, asked(depth=2)).contacts
    assert [(met.level, met.person) for met in found] == [(1, key("anh")), (2, key("em"))]
    assert found[1].encounters[0].source == key("anh")


def test_who_only_brushed_past_the_case_is_still_found_as_f2() -> None:
    scans = (*stay(600, 640), *stay(600, 640, "anh"), *stay(639, 660, "chi"))
    later = (*stay(1000, 1060, "anh"), *stay(1000, 1060, "chi"))
    found = traced(town(*scans, *later), asked(depth=2)).contacts
    assert [(met.level, met.person, met.meets_definition) for met in found] == [
        (1, key("anh"), True),
        (1, key("chi"), False),
        (2, key("chi"), True),
    ]


def test_f1_beyond_the_limit_are_counted_not_forgotten() -> None:
    place = town(*stay(600, 640), *stay(600, 640, "anh"), *stay(600, 630, "chi"))
    answer = traced(place, asked(depth=2), replace(RULES, most_sources=1))
    assert answer.untraced == 1


def test_the_same_question_has_the_same_answer() -> None:
    place = town(*stay(600, 640), *stay(600, 640, "anh"), *stay(620, 700, "chi"))
    again = Town(tuple(reversed(place.scans)) * 2, place.linked, VENUES)
    assert traced(place, asked(depth=2)) == traced(again, asked(depth=2))


@given(
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from([0, 5, 60])), max_size=4),
    st.integers(0, 120),
    st.integers(0, 20),
)
def test_one_look_tells_whether_any_source_was_there(sources: list[tuple[int, int]], start: int, minutes: int) -> None:
    tail = timedelta(minutes=RULES.tail_minutes)
    theirs = [Stay("SHOP", at(begun), at(begun + stayed), Known.SCAN, Known.SCAN) for begun, stayed in sources]
    own = Stay("SHOP", at(start), at(start + minutes), Known.SCAN, Known.SCAN)
    windows = Windows([(CASE, each) for each in theirs], tail)
    met = [each for each in theirs if touches(each, own, tail)]
    assert windows.touch(own.start, own.end) == bool(met)
    assert sorted(each.start for _, each in windows.touching(own)) == sorted(each.start for each in met)


def test_a_scan_elsewhere_at_the_very_end_of_a_stay_does_not_make_it_surer() -> None:
    hour = int(STAYS.usual[VENUES["MARKET"].kind] / timedelta(minutes=1))
    place = town(*stay(480, 700, venue="MARKET"), scan(500, "anh", "MARKET"), scan(500 + hour, "anh"))
    assert only(traced(place)).encounters[0].ends_known_by == (Known.SCAN, Known.ASSUMED)


def test_a_place_closes_when_its_hours_say_so() -> None:
    bar = (OpeningHours((1, 2, 3, 4, 5, 6, 7), time(18), time(2)),)
    assert closing_after(bar, at(20 * 60)) == at(26 * 60)
    assert closing_after(bar, at(25 * 60)) == at(26 * 60)
    assert closing_after(bar, at(12 * 60)) is None
    assert closing_after((OpeningHours((1,), time(), time()),), at(60)) is None


PEOPLE = ("case", "anh", "anh2", "chi", "chi2", "em", "the")
SCANS = st.builds(
    scan,
    st.one_of(st.integers(0, 3 * DAY), st.integers(DAY - 90, DAY + 90), st.integers(480, 720)),
    st.sampled_from(PEOPLE),
    st.sampled_from(list(VENUES)),
    st.sampled_from(["in", "in", "out"]),
    st.sampled_from([None, None, "A", "B"]),
)
LINKS = st.lists(st.sampled_from([("anh", "anh2"), ("chi", "chi2"), ("case", "the"), ("chi2", "em")]), unique=True)
TOLD = st.lists(
    st.builds(
        lambda venue, start, minutes: ToldStay(venue, at(start), at(start + minutes)),
        st.sampled_from(list(VENUES)),
        st.integers(0, 2 * DAY),
        st.integers(1, 200),
    ),
    max_size=1,
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(SCANS, min_size=4, max_size=45),
    LINKS,
    st.integers(0, DAY),
    st.integers(DAY, 3 * DAY),
    TOLD,
    st.integers(0, 2),
    st.booleans(),
    st.integers(0, 5),
)
def test_the_trace_equals_the_oracle(  # noqa: PLR0917 - all that towns differ in
    scans: list[Scan],
    linked: list[tuple[str, str]],
    start: int,
    end: int,
    told: list[ToldStay],
    denied: int,
    badge: bool,
    twice: int,
) -> None:
    """Missing exits, midnight, zones, links, a badge's two keys, events stored twice, edits by the tracer."""
    place = town(scan(0), scan(0, "the"), *scans, *scans[:twice], linked=linked)
    own = [each.id for each in scans if each.person == CASE][:denied]
    keys = frozenset({CASE, key("the")} if badge else {CASE})
    question = asked(start, end, depth=2, keys=keys, told=tuple(told), denied=frozenset(own))
    answer = traced(place, question)
    expected = oracle(place, question, RULES, STAYS)
    for level in (1, 2):
        found = [met for each in answer.contacts if each.level == level for met in _met(each, answer, place)]
        assert sorted(found, key=repr) == sorted(expected[level - 1], key=repr)
    for each in answer.contacts:
        theirs = [met for met in expected[each.level - 1] if met.person == each.keys]
        assert each.meets_definition == defined(theirs, RULES)
        assert each.score == pytest.approx(score(theirs), abs=0.051)
    assert [*answer.contacts] == sorted(answer.contacts, key=_rank)


def _rank(contact: Contact) -> tuple[object, ...]:
    """docs/tracing.md: who meets the definition first, then the score, then the first encounter."""
    first = min(each.start for each in contact.encounters)
    return contact.level, not contact.meets_definition, -contact.score, first, contact.person


def _met(contact: Contact, answer: Answer, place: Town) -> list[Met]:
    person = {each.person: each.keys for each in answer.contacts} | {min(answer.keys): answer.keys}
    minute = timedelta(minutes=1)
    return [
        Met(
            contact.level,
            contact.keys,
            person[each.source],
            each.venue,
            each.start,
            each.overlap // minute,
            each.tail // minute,
            each.zone_match,
            (*each.ends_known_by, *each.source_ends_known_by),
        )
        for each in contact.encounters
    ]


def test_every_encounter_lies_on_days_that_were_read() -> None:
    place = town(*stay(DAY - 5, DAY + 5, venue="BAR"), *stay(DAY - 400, DAY - 1, "anh", "BAR"))
    assert local_day(only(traced(place)).encounters[0].start) == local_day(at(0))
