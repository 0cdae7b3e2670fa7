"""All rules of compliance (quy tắc đánh giá), in the order in which a venue's findings are listed.

What a rule is, and how one is added: `rules.py`. How each of them was tuned: docs/rules.md. Of the rules by which a
place does not implement, the first that fits is the only one named.
"""

from truyvet.rules import Rule
from truyvet.rules_of_absence import never_printed, no_scan
from truyvet.rules_of_equipment import scans_lost, silent_device, superseded_poster
from truyvet.rules_of_exits import no_exits, unmatched_exits
from truyvet.rules_of_hours import outside_opening_hours
from truyvet.rules_of_origin import (
    burst_from_one_device,
    identical_declarations,
    one_device,
    one_number,
    two_places_at_once,
    typed_before_report,
)
from truyvet.rules_of_volume import below_own_past, below_peers, peak_hole

RULES: tuple[Rule, ...] = (
    never_printed,
    no_scan,
    no_exits,
    unmatched_exits,
    below_own_past,
    below_peers,
    peak_hole,
    burst_from_one_device,
    typed_before_report,
    one_device,
    one_number,
    identical_declarations,
    two_places_at_once,
    outside_opening_hours,
    silent_device,
    scans_lost,
    superseded_poster,
)
BY_CODE = {rule.code: rule for rule in RULES}
