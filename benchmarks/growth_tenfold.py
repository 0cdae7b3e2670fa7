"""Growth of the report to 183,650 venues, a province like Hà Nội's was: a quarter of an hour on two quiet cores."""

from benchmarks.figures import Part
from benchmarks.growth import HEAD, HOW, TENFOLD, TODAY, measured, rows, tenfold


def run() -> Part:
    """Fills, reports and compares."""
    made = {case: measured(case) for case in (TODAY, TENFOLD)}
    today, large = made.values()
    ratios = tenfold(large, today, "183,650 venues against 18,365")
    raw = {case.name: found for case, found in made.items()}
    return Part("growth_tenfold", HOW, HEAD, rows(made), ratios, raw=raw)
