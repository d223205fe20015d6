"""What we claim against what the records hold."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.times import LocalTime
from regulars.practices.promises.checking import words
from regulars.practices.promises.checking.claims import claims
from regulars.practices.promises.checking.correcting import corrected
from regulars.practices.promises.checking.rules import Against, Held, Open, Records, against
from regulars.practices.promises.checking.terms import Held as Term
from regulars.practices.promises.checking.terms import against_terms
from regulars.staff.hours.rules import Away, Hours, Span

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"
WEEKDAYS = tuple(Span(weekday, 540, 1080) for weekday in range(5))


def at(wall: str, zone: str = BERLIN) -> LocalTime:
    return LocalTime(datetime.fromisoformat(wall), zone)


RECORDS = Records(
    rewards=(Held("reward:1", "Winter stay", at("2026-11-22T23:59:00")),),
    orders=(Held("order:1", "4711", at("2026-11-26T18:00:00"), status="sent", names=frozenset({"4711", "kettle"})),),
    visits=(Held("visit:1", "Table 5", at("2026-11-27T19:00:00"), status="booked"),),
    promises=(Open("promise:1", "send the corrected invoice", "other", at("2026-11-20T23:59:00")),),
    desk=Hours(BERLIN, WEEKDAYS, {date(2026, 12, 25): "Christmas Day"}),
    away=(Away(1, date(2026, 11, 24), date(2026, 11, 27), 2),),
    agent=1,
)


def found(text: str, records: Records = RECORDS) -> list[Against]:
    return against(claims(text, NOW, BERLIN, frozenset({"kettle"}), frozenset({"t-881"})), records, NOW)


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("Your reward expires on Monday.", "reward"),
        ("Your reward is still there. You can use it until Monday.", "reward"),
        ("Ihr Gutschein ist bis Montag gültig.", "reward"),
        ("Your reward runs out on Saturday.", "reward"),
        ("Your order will arrive on Tuesday.", "delivery"),
        ("You'll have your kettle by Tuesday.", "delivery"),
        ("Your order 4711 will be delivered tomorrow.", "delivery"),
        ("Your table is booked for Thursday 26 November.", "booking"),
        ("Your booking is on Friday 27 November at 20:00.", "booking"),
        ("Come by on Sunday.", "closed"),
        ("It has been packed and will be with you on Tuesday.", "delivery"),
        ("The courier drops it off tomorrow.", "delivery"),
        ("Expect your parcel on Tuesday, some time before six in the evening.", "delivery"),
        ("The estimated delivery date is Tuesday (24 November).", "delivery"),
        ("No later than Tuesday it will be in your hands.", "delivery"),
        ("Das Paket kommt am Dienstag bei Ihnen an.", "delivery"),
        ("We look forward to welcoming you on Thursday.", "booking"),
        ("You're all set for Thursday at 19:00.", "booking"),
        ("Please find your booking confirmed: Thursday, 19:00.", "booking"),
        ("T-881 starts on Thursday.", "booking"),
        ("The deadline for your points is Monday.", "reward"),
        ("Your points get wiped on Saturday.", "reward"),
        ("We keep your points for you up to and including Monday.", "reward"),
        ("You will hear from me on Wednesday 25 November.", "away"),
        ("Expect my call on Wednesday 25 November.", "away"),
        ("We are open on Sunday.", "closed"),
        ("We'll call you on 25 December.", "closed"),
        ("We will ring you tomorrow at 22:00.", "closed"),
        ("I'll call you on Wednesday 25 November.", "away"),
        ("I'll send the corrected invoice on Monday.", "promise"),
    ],
)
def test_what_the_records_contradict(text: str, sort: str) -> None:
    assert [one.sort for one in found(text)] == [sort]


@pytest.mark.parametrize(
    "text",
    [
        "Your reward expires on Sunday.",
        "You can use your reward until Saturday.",
        "Does your reward expire on Monday?",
        "If your reward expires on Monday, we extend it.",
        "Your reward should be there until Monday.",
        "Your reward expired last Monday.",
        "Sorry, your order will be late and arrives on Friday.",
        "Your order will arrive on Friday 27 November.",
        "Your refund will arrive on Tuesday.",
        "Your order leaves our house on Tuesday.",
        "We will hand your order to the courier on Tuesday.",
        "I have asked the kitchen. Their answer will be with you on Tuesday.",
        "We will credit your points on Monday 23 November.",
        "You collect double points on Monday 23 November.",
        "The invoice for your stay is due on Monday 23 November.",
        "Should I move your visit to Thursday 26 November, tell me.",
        "Your order was sent on Monday.",
        "Your table is booked for Friday 27 November.",
        "We can move your booking to Thursday.",
        "Would another table on Thursday suit you?",
        "Come by on Monday.",
        "We'll call you by Sunday.",
        "We are closed on Sunday.",
        "I'll call you on Friday.",
        "I'll have it done by 25 November.",
        "Thank you, and have a good weekend!",
        "",
    ],
)
def test_what_is_let_go(text: str) -> None:
    assert found(text) == []


def test_somebody_else_may_call_while_one_is_away() -> None:
    assert found("We'll call you on Wednesday 25 November.") == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Hi Ana, your reward expires on Monday, hurry.", "Hi Ana, your reward expires on Sunday 22 November, hurry."),
        ("Your points are valid until Monday 23 November.", "Your points are valid until Sunday 22 November."),
        ("Ihr Gutschein ist bis Montag gültig.", "Ihr Gutschein ist bis Sonntag, 22. November gültig."),
        ("So, your order will arrive tomorrow.", "So, your order will arrive on Thursday 26 November."),
        ("Your booking is on Friday at 20:00.", "Your booking is on Friday 27 November at 19:00."),
    ],
)  # fmt: skip
def test_the_right_words_are_put_in(text: str, right: str) -> None:
    [one] = found(text)
    assert corrected(text, one) == right
    assert found(right) == []


def test_a_day_counts_in_the_zone_of_the_reward() -> None:
    ends = at("2026-11-22T23:59:00", "America/New_York")
    records = Records(rewards=(Held("reward:1", "Winter stay", ends),))
    assert [one.sort for one in found("Your reward expires on Monday.", records)] == ["reward"]
    assert found("Your reward expires on Sunday.", records) == []


def test_one_record_that_agrees_is_enough() -> None:
    more = (*RECORDS.rewards, Held("reward:2", "Points", at("2026-11-30T23:59:00")))
    assert found("Your reward expires on Monday 30 November.", Records(rewards=more)) == []


def test_what_is_cancelled_neither_comes_nor_takes_place() -> None:
    gone = Records(
        orders=(Held("order:1", "4711", at("2026-11-26T18:00:00"), status="cancelled"),),
        visits=(Held("visit:1", "Table 5", at("2026-11-27T19:00:00"), status="cancelled"),),
    )
    assert [one.sort for one in found("Your order will arrive on Friday.", gone)] == ["delivery"]
    assert [one.sort for one in found("Your table is booked for Friday 27 November.", gone)] == ["booking"]


@pytest.mark.slow
@given(text=st.text(max_size=200))
def test_any_text_is_held_against_the_records(text: str) -> None:
    for one in found(text):
        assert 0 <= one.claim.start <= one.claim.due_start <= one.claim.due_end <= len(text)


@pytest.mark.slow
@given(days=st.integers(-3, 20), zone=st.sampled_from(("UTC", BERLIN, "Pacific/Auckland", "America/Los_Angeles")))
def test_a_reward_that_is_named_by_its_day_is_right_and_by_a_later_one_is_wrong(days: int, zone: str) -> None:
    ends = datetime(2026, 12, 10, 23, 59) + timedelta(days=days)  # noqa: DTZ001 - a wall time
    records = Records(rewards=(Held("reward:1", "Winter stay", LocalTime(ends, zone)),))
    for later, wrong in ((0, 0), (1, 1), (9, 1)):
        said = ends + timedelta(days=later)
        text = f"Your reward is valid until {said.day} {said:%B} {said.year}."
        assert len(against(claims(text, NOW, zone), records, NOW)) == wrong, text


TERMS = [
    Term("term:1", "Returns", ("return", "returns", "send it back"), days=30),
    Term("term:2", "Free delivery", ("free delivery", "delivery is free", "lieferung"), amount=5000, currency="EUR"),
    Term("term:3", "Delivery", ("delivery",), never=("free of charge",)),
]


@pytest.mark.parametrize(
    ("text", "name", "right"),
    [
        ("You have 14 days to return it.", "Returns", "You have 30 days to return it."),
        ("You can return it within two weeks.", "Returns", "You can return it within 30 days."),
        ("Delivery is free from €40.", "Free delivery", "Delivery is free from €50."),
        ("Delivery is free from 40.00 EUR.", "Free delivery", "Delivery is free from 50.00 EUR."),
        ("Die Lieferung ist ab 40 € frei.", "Free delivery", "Die Lieferung ist ab 50 € frei."),
        ("Die Lieferung ist ab 39,90 EUR frei.", "Free delivery", "Die Lieferung ist ab 50,00 EUR frei."),
        ("The delivery will be free of charge.", "Delivery", None),
        ("You can return it within 30 days.", "", None),
        ("You can return it within a month.", "", None),
        ("We process a return within 5 days.", "", None),
        ("Can I return it within 14 days?", "", None),
        ("Delivery is free from 50.00 EUR.", "", None),
        ("We returned your call within 14 days.", "", None),
    ],
)
def test_terms_hold_for_everybody(text: str, name: str, right: str | None) -> None:
    said = against_terms(text, NOW, BERLIN, TERMS)
    assert [one.name for one in said] == ([name] if name else [])
    assert not said or corrected(text, said[0]) == right


@pytest.mark.parametrize(("language", "amount"), [("en", "€50.00"), ("de", "50,00\u00a0€")])
def test_an_amount_that_holds_is_told_as_who_reads_it_writes_amounts(language: str, amount: str) -> None:
    (said,) = against_terms("Delivery is free from €40.", NOW, BERLIN, TERMS)
    with translation.override(language):
        assert f"Free delivery, {amount}" in words.why(said)


@pytest.mark.slow
@given(text=st.text(max_size=120))
def test_any_text_is_held_against_the_terms(text: str) -> None:
    assert len(against_terms(f"return {text}", NOW, BERLIN, TERMS)) <= text.count("\n") + len(text) + 1


def test_an_hour_names_no_room_and_a_table_begins_when_it_begins() -> None:
    table = Held("visit:1", "Table 7", at("2026-11-27T19:00:00"), at("2026-11-27T21:00:00"), "booked")
    room = Held(
        *("visit:2", "Room 7", at("2026-12-05T15:00:00"), at("2026-12-08T11:00:00"), "booked"), names=frozenset({"7"})
    )
    both = Records(visits=(table, room))
    assert found("Your table is booked for Friday 27 November at 7 pm.", both) == []
    assert [one.ref for one in found("Your table is booked for Friday 27 November at 8 pm.", both)] == ["visit:1"]
    assert found("Your room is booked for Saturday 5 December at 5 pm.", both) == []
