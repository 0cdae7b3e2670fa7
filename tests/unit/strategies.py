"""Random people, declarations and check-ins, within the limits of the API."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from truyvet import codes, days
from truyvet.checkins import CheckIn
from truyvet.declarations import Declaration, Symptom
from truyvet.people import Person, Sex
from truyvet.texts import tidy
from truyvet.visits import Direction, Source, Visitor

NOW = datetime(2021, 8, 13, 5, 0, tzinfo=UTC)


def typed(limit: int, least: int = 0) -> st.SearchStrategy[str]:
    return st.text(max_size=limit).map(tidy).filter(lambda text: least <= len(text) <= limit)


PEOPLE = st.builds(
    Person,
    name=typed(80, least=1),
    phone=st.integers(900_000_000, 909_999_999).map(lambda number: f"+84{number}"),
    document=st.none() | st.integers(10**11, 10**12 - 1).map(str),
    qid=st.none() | st.integers(10**17, 10**18 - 1).map(str),
    birth_year=st.none() | st.integers(1900, 2021),
    sex=st.none() | st.sampled_from(Sex),
    address=st.none() | typed(160, least=1),
    commune=st.none() | st.integers(1, 99999),
)
DECLARATIONS = st.builds(
    Declaration,
    symptoms=st.frozensets(st.sampled_from(Symptom)),
    places=typed(200),
    contact_case=st.booleans(),
    contact_from_area=st.booleans(),
    contact_sick=st.booleans(),
)
CODES = st.text(codes.ALPHABET, min_size=7, max_size=7).map(lambda body: body + codes.check_character(body))
CHECK_INS = st.builds(
    CheckIn,
    id=st.uuids(version=4),
    venue=CODES,
    at=st.integers(0, 13 * 86_400_000).map(
        lambda age: days.from_milliseconds(days.milliseconds(NOW - timedelta(milliseconds=age)))
    ),
    direction=st.sampled_from(Direction),
    person=PEOPLE,
    declaration=DECLARATIONS,
    on_behalf=st.booleans(),
    visitor=st.sampled_from(Visitor),
    source=st.sampled_from(Source),
    zone=st.none() | typed(40, least=1),
    device=st.none() | st.binary(min_size=16, max_size=16),
)
