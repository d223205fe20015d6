"""Which lines one reads at a glance: never more than seven, and never what must not be said."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.book.glance import days, facts, history, records, rules
from regulars.book.glance.facts import Known, Scope
from regulars.book.glance.rules import Line

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
HERE = Scope(NOW, TODAY)


def fact(text: str = "Likes tea", **more: object) -> Known:
    """A standing preference, unless told otherwise."""
    row: dict[str, object] = {
        "public_id": "x",
        "kind": "preference",
        "text": text,
        "allergen": "",
        "day": "",
        "standing": True,
        "channel": "",
        "place": "",
        "occasion": "",
        "origin": "said",
        "at": NOW,
        "unspoken": False,
        "sightings": 1,
        "honoured": 0,
        "contradicted": 0,
        "expires_at": None,
    } | more
    return Known(**row)  # type: ignore[arg-type] # each test gives what the field holds


TEXTS = ("Nuts", " nuts ", "Likes tea", "Room 12", "A fridge")
# Drawn from a list, since building each one takes Hypothesis long.
SOME = st.sampled_from(
    [
        fact(text, **more)
        for text in TEXTS
        for more in (
            {"kind": "need", "allergen": "nuts"},
            {"kind": "need", "allergen": "milk", "contradicted": 3},
            {"kind": "need", "allergen": "milk", "unspoken": True},
            {"kind": "need", "standing": False, "channel": "phone"},
            {"kind": "avoidance", "unspoken": True},
            {"kind": "avoidance", "unspoken": True, "expires_at": NOW - timedelta(days=1)},
            {"kind": "avoidance", "standing": False, "occasion": "this stay", "expires_at": NOW + timedelta(days=1)},
            {"kind": "date", "day": "11-22"},
            {"kind": "date", "day": "13-45"},
            {"kind": "preference", "contradicted": 1, "honoured": 1},
            {"kind": "relation"},
            {"kind": "context", "standing": False, "origin": "observed"},
        )
    ]
)
OTHER = st.sampled_from(
    [Line(sort, text) for sort, text in product(rules.SORTS, ("Comes tomorrow", "Nuts", "A task", "Reads two papers"))]
)


@settings(max_examples=60)
@given(st.lists(SOME, max_size=20), st.lists(OTHER, max_size=20))
def test_never_more_than_seven_and_never_what_must_not_be_said(known: list[Known], others: list[Line]) -> None:
    chosen = rules.choose([*facts.lines(known, HERE), *others], facts.unsaid(known, HERE))
    secret = {line.text.strip().casefold() for line in chosen.unsaid}
    assert len(chosen.lines) <= rules.MOST
    said = {part.strip().casefold() for line in (*chosen.lines, *chosen.others) for part in line.text.split("; ")}
    assert not secret & said
    assert secret == {
        one.text.strip().casefold() for one in known if one.unspoken and one.expires_at != NOW - timedelta(days=1)
    }
    ranks = [rules.RANKS[line.sort] for line in chosen.lines]
    assert ranks == sorted(ranks)


@settings(max_examples=60)
@given(st.lists(SOME, max_size=20), st.lists(OTHER, max_size=20))
def test_every_allergy_that_may_be_said_stands_in_the_first_line(known: list[Known], others: list[Line]) -> None:
    known = [one for one in known if not one.unspoken]
    others = [line for line in others if line.sort != "allergy"]
    chosen = rules.choose([*facts.lines(known, HERE), *others])
    allergies = [one for one in known if one.allergen and facts.holds(one, HERE)]
    assert bool(allergies) == bool(chosen.lines and chosen.lines[0].sort == "allergy")
    assert all(one.text in chosen.lines[0].text for one in allergies)


def test_an_allergy_to_what_no_law_names_stands_with_the_others() -> None:
    needs = [fact(f"Need {number}", kind="need", public_id=str(number)) for number in range(9)]
    known = [
        *needs,
        fact("Allergic to feathers", kind="need", public_id="a"),
        fact("No nuts", kind="need", allergen="nuts", public_id="b"),
        fact("Federnallergie", kind="need", public_id="c"),
        fact("Likes the allergy kitchen's cake", public_id="d"),
        fact("Not allergic to cats", kind="need", public_id="e"),
    ]
    first = rules.choose(facts.lines(known, HERE)).lines[0]
    assert (first.sort, first.text) == ("allergy", "Allergic to feathers; No nuts; Federnallergie")


@settings(max_examples=60)
@given(st.lists(OTHER, max_size=20))
def test_nothing_is_lost_between_the_lines_and_the_others(found: list[Line]) -> None:
    chosen = rules.choose(found)
    assert sorted(map(str, (*chosen.lines, *chosen.others))) == sorted(map(str, found))
    assert len(chosen.lines) == min(rules.MOST, len(found))


def test_no_sort_crowds_out_all_others() -> None:
    needs = [Line("need", f"Need {number}") for number in range(9)]
    chosen = rules.choose([*needs, Line("late", "Order 1042 is late"), Line("coming", "Comes tomorrow")])
    assert [line.sort for line in chosen.lines] == ["need"] * 5 + ["coming", "late"]


def test_situational_ones_stand_only_where_they_fit() -> None:
    by_phone = fact("Speak slowly", standing=False, channel="phone")
    in_house = fact("The corner table", standing=False, place="Restaurant")
    now = fact("No stairs", standing=False, occasion="this stay", expires_at=NOW + timedelta(days=1))
    assert not facts.lines([by_phone, in_house], HERE)
    there = Scope(NOW, TODAY, channels=frozenset({"phone"}), place="restaurant at harbour house")
    assert [line.sort for line in facts.lines([by_phone, in_house], there)] == ["fitting", "fitting"]
    assert [line.text for line in facts.lines([now], HERE)] == ["No stairs"]


def test_what_was_contradicted_is_doubted_and_comes_last() -> None:
    doubted = fact("Calls before nine", public_id="y", contradicted=2, honoured=1)
    chosen = rules.choose(facts.lines([doubted, fact(), fact("From Lisbon", kind="context")], HERE))
    assert [line.sort for line in chosen.lines] == ["preference", "context", "doubted"]
    *_, last = facts.worded(chosen.lines, [doubted, fact()], HERE)
    assert "contradicted 2 times" in last.why
    assert last.link == "#facts"
    assert facts.sort_of(fact(contradicted=1, honoured=2), HERE) == "preference"


def test_a_day_matters_when_it_is_near_also_over_the_turn_of_the_year() -> None:
    assert facts.near("11-25", TODAY) == date(2026, 11, 25)
    assert facts.near("11-19", TODAY) == date(2026, 11, 19)
    assert facts.near("12-20", TODAY) is None
    assert facts.near("1980-01-02", date(2026, 12, 28)) == date(2027, 1, 2)
    assert facts.near("2027-11-21", TODAY) is None
    assert facts.near("02-29", date(2027, 2, 20)) == date(2027, 2, 28)
    assert facts.near("nonsense", TODAY) is None


def test_days_are_said_as_one_says_them() -> None:
    said = {gap: days.day_words(TODAY + timedelta(days=gap), TODAY) for gap in (-1, 0, 1, 3, 9, 60, -3)}
    assert said == {
        -1: "yesterday",
        0: "today",
        1: "tomorrow",
        3: "Monday 23 Nov",
        9: "29 Nov",
        60: "19 Jan 2027",
        -3: "17 Nov",
    }


def stay(**more: object) -> records.Stay:
    """Two nights at Harbour House from three o'clock, in Lisbon."""
    starts = datetime.fromisoformat("2026-11-27T15:00")
    row: dict[str, object] = {
        "number": "H-104",
        "place": "Harbour House",
        "unit": "Room 12",
        "what": "",
        "party": 2,
        "zone": "Europe/Lisbon",
        "starts": starts,
        "ends": datetime.fromisoformat("2026-11-29T11:00"),
        "starts_at": starts.replace(tzinfo=UTC),
        "ends_at": datetime(2026, 11, 29, 11, 0, tzinfo=UTC),
    } | more
    return records.Stay(**row)  # type: ignore[arg-type] # each test gives what the field holds


def test_a_visit_is_told_before_and_while_it_is_on() -> None:
    (coming,) = records.stay_lines([stay()], NOW, "/there")
    assert (coming.sort, coming.text) == ("coming", "Comes on 27 Nov at 15:00")
    assert coming.why == "Room 12 · Harbour House · 2 people · Booking H-104"
    (here,) = records.stay_lines([stay()], NOW + timedelta(days=8), "/there")
    assert (here.sort, here.text) == ("here", "Is here until tomorrow")
    dinner = stay(ends=None, ends_at=None)
    assert records.is_on(dinner, datetime(2026, 11, 27, 22, 0, tzinfo=UTC))
    assert not records.is_on(dinner, datetime(2026, 11, 28, 1, 0, tzinfo=UTC))


def bought(promised: datetime | None, status: str = "sent") -> records.Bought:
    """An order of the week before, promised for a wall time in Auckland."""
    at = promised.replace(tzinfo=UTC) - timedelta(hours=13) if promised else None
    return records.Bought("1042", status, TODAY - timedelta(days=7), promised, at, "Pacific/Auckland")


def test_an_order_is_late_by_the_days_of_the_zone_of_its_promise() -> None:
    # In Auckland it is the 21st already.
    lines = records.order_lines(
        [
            bought(datetime.fromisoformat("2026-11-18T18:00")),
            bought(datetime.fromisoformat("2026-11-23T18:00")),
            bought(None, "placed"),
        ],
        NOW,
        TODAY,
        "/there",
    )
    assert [line.text for line in lines] == [
        "Order 1042 is 3 days late",
        "Order 1042 is on its way",
        "Order 1042 is to be sent",
    ]
    assert lines[1].why == "Promised for Monday 23 Nov"
    assert lines[0].late


def test_a_reward_ends_in_the_zone_of_its_programme() -> None:
    ends = datetime.fromisoformat("2026-11-22T23:59")
    held = records.Held("Harbour Circle", "points", "", 4200, ends, "Pacific/Honolulu")
    (line,) = records.reward_lines([held], NOW, "/there")
    assert line.text == "4,200 points end on Sunday 22 Nov".replace(",", line.text[1], 1)
    assert line.why == "Harbour Circle, at 23:59 in Honolulu"


@pytest.mark.parametrize(
    ("balance", "unit", "currency", "said", "auf_deutsch"),
    [
        (1, "nights", "", "1 night ends on 27 Nov", "1 Nacht: läuft am 27. Nov ab"),
        (2, "Nights", "", "2 nights end on 27 Nov", "2 Nächte: läuft am 27. Nov ab"),
        (1, "points", "", "1 point ends on 27 Nov", "1 Punkt: läuft am 27. Nov ab"),
        (3, "Rosen", "", "3 Rosen end on 27 Nov", "3 Rosen: läuft am 27. Nov ab"),
        (1200, "credit", "EUR", "€12.00 ends on 27 Nov", "12,00\u00a0€: läuft am 27. Nov ab"),
    ],
)
def test_a_balance_is_one_or_many_in_the_readers_words(
    balance: int, unit: str, currency: str, said: str, auf_deutsch: str
) -> None:
    ends = datetime.fromisoformat("2026-11-27T23:59")
    held = records.Held("Circle", unit, currency, balance, ends, "Europe/Vienna")
    assert records.reward_line(held, NOW, "/there").text == said
    with translation.override("de"):
        assert records.reward_line(held, NOW, "/there").text == auf_deutsch


def test_the_past_in_one_sentence() -> None:
    guest = history.Past(date(2024, 3, 1), stays=4, orders=2, last=date(2026, 5, 9))
    assert history.sentence(guest, TODAY) == "Guest since 2024: 4 stays, 2 orders, last here in May"
    assert history.sentence(history.Past(date(2023, 1, 1), orders=1), TODAY) == "Customer since 2023: 1 order"
    assert history.sentence(history.Past(date(2026, 11, 20)), TODAY) == "Known since 2026"
    assert history.many(history.MOST).endswith("+")
