"""How stops are scored against the truth, and that letters are asked about as of their time."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from regulars.bench.before_sending import is_then, letters
from regulars.bench.contradictions import scored
from regulars.book.models import Order
from regulars.demo.generator.acts import Asked, generate

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def letter(*, stopped: bool, **told: Any) -> dict[str, Any]:
    """One letter of the house; told of in the truth, where it says what about."""
    return {"moment": "m", "stopped": stopped, "seconds": 0.1, **told}


def test_only_what_was_read_counts_as_missed_and_only_right_letters_as_false_stops() -> None:
    wrong = {"about": "reward", "contradicts": True}
    figures = scored(
        [
            letter(stopped=True, **wrong, read=True),
            letter(stopped=False, **wrong, read=False),
            letter(stopped=True, about="booking", contradicts=False, read=True),
            letter(stopped=False),
        ]
    )
    assert figures["all"] == {"told": 3, "wrong": 2, "read": 1, "found_of_read": 1.0, "found": 0.5}
    assert figures["booking"]["found"] is None
    assert (figures["right_letters"], figures["false_stops"]) == (2, 1)
    assert figures["false_stops_per_200"] == 100


def test_a_day_is_read_whatever_its_hour() -> None:
    assert is_then(datetime.fromisoformat("2026-05-03T23:59"), "2026-05-03")
    assert not is_then(datetime.fromisoformat("2026-05-04"), "2026-05-03")
    assert not is_then(datetime.fromisoformat("2026-05-03T18:00"), "2026-05-03T19:00:00")


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.slow
def test_all_letters_are_asked_about_and_the_desk_stays_as_it_is(tmp_path: Path) -> None:
    file = io.StringIO()
    generate(Asked(30, 3, 2, NOW), file)
    truth = tmp_path / "truth.jsonl"
    truth.write_text(file.getvalue())
    before = list(Order.objects.order_by("pk").values())
    found = letters(str(truth))
    assert list(Order.objects.order_by("pk").values()) == before
    wrong = [one for one in found if one.get("contradicts")]
    assert any(one["stopped"] for one in wrong if one["about"] == "delivery")
    assert any(one["read"] for one in found if one.get("about") == "absence")
    right = [one for one in found if not one.get("contradicts")]
    assert len(right) > 20
    assert sum(one["stopped"] for one in right) < len(right) / 20
