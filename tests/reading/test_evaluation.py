"""How readings are counted against what people labelled."""

from datetime import datetime

from regulars.base.times import LocalTime
from regulars.reading.evaluation import Label, Line, line_of, measured, meets, same_time, table
from regulars.reading.values import Due, Reading, Speaker, Utterance

ROW = {
    "id": "s0001",
    "speaker": "staff",
    "text": "I'll call you by Monday. Thanks!",
    "at": "2026-03-05T14:20:00+01:00",
    "time_zone": "Europe/Berlin",
    "readings": [{"kind": "promise", "label": "explicit", "start": 0, "end": 24, "due": "2026-03-09"}],
}


def reading(start: int, end: int, due: Due | None = None, kind: str = "promise", sure: bool = True) -> Reading:
    return Reading(kind, "explicit", 0.9, start, end, 1, sure, due=due)


def due(wall: str, grain: str = "day") -> Due:
    return Due(0, 1, LocalTime(datetime.fromisoformat(wall), "Europe/Berlin"), grain)


def test_half_of_the_shorter_one_is_enough_and_less_is_not() -> None:
    label = Label("promise", "explicit", 10, 30)
    assert meets(reading(20, 60), label)
    assert not meets(reading(21, 60), label)
    assert meets(reading(12, 14), label)
    assert not meets(reading(10, 30, kind="apology"), label)


def test_a_label_of_a_day_asks_for_the_day_and_one_with_minutes_for_these() -> None:
    assert same_time("2026-03-09", due("2026-03-09T23:59"))
    assert same_time("2026-03-09T15:00", due("2026-03-09T15:00"))
    assert not same_time("2026-03-09T15:00", due("2026-03-09T23:59"))
    assert not same_time(None, due("2026-03-09T15:00"))
    assert same_time(None, Due(0, 1, None, "none"))


def test_a_right_reading_an_extra_one_and_a_missed_one_are_counted() -> None:
    line = line_of(ROW)
    right = measured([line], lambda said: [reading(0, 24, due("2026-03-09T23:59")), reading(25, 32)])["promise"]
    assert (right.precision, right.recall, right.due_accuracy) == (0.5, 1.0, 1.0)
    missed = measured([line], lambda said: [reading(0, 24, sure=False)])["promise"]
    assert (missed.recall, missed.misses[0].what) == (0.0, "missed")


def test_a_wrong_day_is_a_due_that_is_wrong() -> None:
    tally = measured([line_of(ROW)], lambda said: [reading(0, 24, due("2026-03-16T23:59"))])["promise"]
    assert (tally.right, tally.dues, tally.dues_right) == (1, 1, 0)
    assert "promise" in table({"promise": tally})


def test_other_kinds_than_those_asked_for_are_left_out() -> None:
    line = Line("c1", Utterance("Thanks!", Speaker.CUSTOMER), (Label("thanks", "thanks", 0, 7),))
    assert not measured([line], lambda said: [], ["promise"])
