"""Thresholds of the Settings table take the place of the defaults, and only those that this program knows."""

import pytest

from truyvet.setting_table import with_values
from truyvet.settings import ComplianceRules


def test_stored_values_replace_defaults_and_the_rest_stays() -> None:
    rules = with_values(ComplianceRules(), '{"silent_days": 5, "exits_max_share": 0, "of_a_later_program": 1}')
    assert rules == ComplianceRules(silent_days=5, exits_max_share=0)


@pytest.mark.parametrize("values", ['{"silent_days": "5"}', '{"silent_days": 2.5}', '{"silent_days": true}'])
def test_a_value_of_another_type_is_refused(values: str) -> None:
    with pytest.raises(ValueError, match="silent_days"):
        with_values(ComplianceRules(), values)
