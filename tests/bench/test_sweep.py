"""How finds are scored against the truth."""

import json
from datetime import timedelta

import pytest

from regulars.bench import sweep
from tests.builders import NOW

DAY = timedelta(days=1)


def line(customer: str, *failures: tuple[int, dict[str, object]]) -> str:
    """A line of truth: days ago, and what failed."""
    purchases = [{"at": (NOW - days * DAY).isoformat(), "failure": failure} for days, failure in failures]
    return json.dumps({"line": "customer", "customer": customer, "purchases": [*purchases, {"at": NOW.isoformat()}]})


def find(customer: str, days: int) -> dict[str, str]:
    """Something that was found."""
    return {"customer": customer, "at": (NOW - days * DAY).isoformat()}


TOLD = {"recovery": "none", "told": True, "late": False}
WELL = {"recovery": "well", "told": True, "late": False}
SILENT = {"recovery": "none", "told": False, "late": False}


def test_a_find_counts_for_one_failure_and_what_left_no_trace_for_none() -> None:
    truth = ['{"line": "world"}', line("ana", (90, TOLD), (80, TOLD), (30, WELL)), line("boris", (50, SILENT))]
    scored = sweep.score([find("ana", 85), find("boris", 45)], truth)
    assert (scored.hung, scored.found) == (2, 2)
    assert scored.recall == pytest.approx(0.5)
    assert scored.precision == pytest.approx(0.5)


def test_nothing_to_find_and_nothing_found_is_right() -> None:
    scored = sweep.score([], [line("ana", (30, WELL))])
    assert (scored.recall, scored.precision) == (1.0, 1.0)
