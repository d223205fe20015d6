"""Which save counts, what stops a reply, who gets one, and what later means."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.channels.contract import Address
from regulars.conversations.drafts import addressing, rules, times
from regulars.conversations.drafts.addressing import Answer, Heard
from regulars.conversations.drafts.rules import Arrived, Leaving, Passed, Save, Written
from regulars.staff.hours.rules import Hours, Span

ANA = Address("Ana Novak", "ana@nordbake.example")
BORIS = Address("Boris Okafor", "boris@veloworks.example")
CHLOE = Address("", "chloe@samphire.example")
ADA, LEO = 1, 2


def save(text: str, version: int = 0, tab: str = "", turn: int = 0) -> Save:
    return Save(Written(text), version, tab, turn)


@pytest.mark.parametrize(
    ("kept", "sent", "wanted"),
    [
        (save("", 0), save("Dear", 0, "a", 1), rules.TAKEN),
        (save("Dear", 1, "a", 1), save("Dear Ana", 1, "a", 2), rules.TAKEN),
        (save("Dear Ana", 2, "a", 2), save("Dear Ana,", 1, "a", 3), rules.TAKEN),
        (save("Dear Ana", 2, "a", 2), save("Dear", 1, "a", 1), rules.KNOWN),
        (save("Dear Ana", 2, "a", 2), save("Hello", 1, "b", 1), rules.ELSEWHERE),
        (save("Dear Ana", 2, "a", 2), save("Dear Ana", 1, "b", 1), rules.KNOWN),
        (save("Dear Ana", 2, "a", 2), save("Hello", 2, "b", 1), rules.TAKEN),
        (save("By a plain form", 3), save("Another", 2), rules.ELSEWHERE),
    ],
    ids=["first", "next", "answer lost", "late", "two tabs", "same text", "taken over", "without script"],
)
def test_which_save_counts(kept: Save, sent: Save, wanted: str) -> None:
    assert rules.outcome(kept, sent) == wanted


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=12))
def test_two_tabs_never_write_over_each_other_unseen(strokes: list[tuple[str, bool]]) -> None:
    """Whatever order two tabs save in, and whatever answers are lost: what is kept was either based on what was kept
    before it, or is the same tab's own going on."""
    kept, known, turns = save(""), {"a": 0, "b": 0}, {"a": 0, "b": 0}
    for place, (tab, answered) in enumerate(strokes):
        turns[tab] += 1
        sent = save(f"{tab} {place}", known[tab], tab, turns[tab])
        if rules.outcome(kept, sent) == rules.TAKEN:
            assert kept.tab in {"", tab} or sent.version == kept.version
            kept = save(sent.written.text, kept.version + 1, tab, turns[tab])
            known[tab] = kept.version if answered else known[tab]


@pytest.mark.parametrize(
    ("moments", "leaving", "wanted"),
    [
        ([Arrived(11)], [], True),
        ([Arrived(10)], [], False),
        ([Arrived(11, by=LEO)], [], True),
        ([Arrived(11, by=ADA)], [], False),
        ([Arrived(11, automatic=True)], [], False),
        ([Arrived(11, history=True)], [], False),
        ([], [Leaving(6, LEO)], True),
        ([], [Leaving(6, ADA)], False),
        ([], [Leaving(5, LEO)], False),
        ([Arrived(11, by=LEO, outgoing=5)], [], False),
        ([Arrived(11, by=LEO, outgoing=6)], [], True),
    ],
)
def test_what_stops_a_reply(moments: list[Arrived], leaving: list[Leaving], wanted: bool) -> None:
    assert rules.unseen(moments, leaving, Passed(moment=10, outgoing=5), ADA) is wanted


def test_what_a_writer_is_asked() -> None:
    assert rules.doubts(Written("See the attached list."), 0, (), begins=False) == [rules.WITHOUT_FILE]
    assert rules.doubts(Written("Hi {customer.first_name},"), 0, (), begins=False) == [rules.UNFILLED]
    assert rules.doubts(Written("See the attached list."), 1, (), begins=False) == []
    assert rules.doubts(Written("I am attached to it."), 1, ["x@y.example"], begins=True) == [
        rules.BOUNCED,
        rules.WITHOUT_SUBJECT,
    ]
    assert rules.speaks_of_files("Den Plan finden Sie im Anhang.")
    assert not rules.speaks_of_files("A detachment of bakers")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("ana@nordbake.example", [("", "ana@nordbake.example")]),
        ("Ana Novak <ANA@Nordbake.example>; b@c.example", [("Ana Novak", "ana@nordbake.example"), ("", "b@c.example")]),
        ('"Novak, Ana" <ana@nordbake.example>', [("Novak, Ana", "ana@nordbake.example")]),
        ("Novak, Ana <ana@nordbake.example>", [("Novak, Ana", "ana@nordbake.example")]),
        ("ana@, b@c.example", [("ana@", ""), ("", "b@c.example")]),
        ("nobody", [("nobody", "")]),
        ("", []),
    ],
)
def test_lines_of_addresses(line: str, wanted: list[tuple[str, str]]) -> None:
    assert [(one.name, one.email) for one in addressing.read(line)] == wanted


@given(st.lists(st.tuples(st.text(st.characters(categories=["L", "Zs", "P"]), max_size=20), st.integers(0, 9))))
def test_a_line_is_read_as_it_was_shown(people: list[tuple[str, int]]) -> None:
    """Whatever a name holds, nobody gets a mail who was not named."""
    line = addressing.line(Address(" ".join(name.split()), f"p{number}@veloworks.example") for name, number in people)
    found = {one.email for one in addressing.read(line) if one.email}
    assert found <= {f"p{number}@veloworks.example" for _, number in people}


def test_who_gets_a_reply_and_who_gets_one_to_all() -> None:
    theirs = Heard(True, ANA, ("help@desk.example", BORIS.email))
    ours = Heard(False, Address("", "help@desk.example"), (ANA.email,))
    assert addressing.answer([ours, theirs], [BORIS, CHLOE], ANA) == Answer((ANA,), (BORIS,))
    assert addressing.answer([Heard(True, BORIS, (ANA.email,)), theirs], [BORIS], ANA) == Answer((BORIS,), (ANA,))
    assert addressing.answer([Heard(False, CHLOE, (BORIS.email,))], [BORIS], ANA) == Answer((BORIS,), ())
    assert addressing.answer([], [], ANA) == Answer((ANA,), ())


def test_later_is_in_the_agents_own_time() -> None:
    zone = ZoneInfo("Europe/Lisbon")
    friday = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    keys = [(one.key, one.at.astimezone(zone).isoformat()) for one in times.choices(friday, zone)]
    assert keys == [
        ("today", "2026-11-20T17:00:00+00:00"),
        ("tomorrow", "2026-11-21T08:00:00+00:00"),
        ("monday", "2026-11-23T08:00:00+00:00"),
    ]
    assert times.chosen("at", "2026-11-30T09:00", friday, ZoneInfo("Asia/Tokyo")) == datetime(
        2026, 11, 30, 0, tzinfo=UTC
    )
    assert times.chosen("at", "soon", friday, zone) is None
    assert times.lies_ahead(friday, friday, "No.")
    assert times.choices(datetime(2026, 11, 22, 23, 0, tzinfo=UTC), zone)[-1].key == "tomorrow"


@pytest.mark.parametrize(
    ("now", "key", "at"),
    [
        # The night in which an hour is skipped, and the one in which an hour comes twice.
        ("2027-03-27T11:00", "tomorrow", "2027-03-28T06:00"),
        ("2026-10-24T11:00", "tomorrow", "2026-10-25T07:00"),
        ("2027-03-26T11:00", "monday", "2027-03-29T06:00"),
        ("2027-03-27T11:00", "2027-03-28T02:30", "2027-03-28T01:30"),
        ("2026-10-24T11:00", "2026-10-25T02:30", "2026-10-25T00:30"),
    ],
)
@pytest.mark.parametrize("spans", [(), tuple(Span(day, 8 * 60, 17 * 60) for day in range(7))])
def test_morning_is_at_eight_also_where_clocks_change(now: str, key: str, at: str, spans: tuple[Span, ...]) -> None:
    asked = datetime.fromisoformat(now).replace(tzinfo=UTC)
    key, written = ("at", key) if "T" in key else (key, "")
    chosen = times.chosen(key, written, asked, ZoneInfo("Europe/Vienna"), Hours("Europe/Vienna", spans))
    assert chosen == datetime.fromisoformat(at).replace(tzinfo=UTC)


def test_every_choice_lies_ahead_wherever_one_sits() -> None:
    """In Honolulu it is Monday night, and tomorrow at eight we have closed again."""
    hours = Hours("Europe/Vienna", tuple(Span(day, 9 * 60, 17 * 60) for day in range(5)))
    now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    offered = times.choices(now, ZoneInfo("Pacific/Honolulu"), hours)
    assert [(one.key, one.at.isoformat()) for one in offered] == [
        ("open", "2026-11-25T08:00:00+00:00"),
        ("monday", "2026-11-30T08:00:00+00:00"),
    ]


def test_an_answer_goes_where_its_writer_wants_it() -> None:
    form = Address("The order form", "form@shop.example")
    asked = Heard(True, form, ("help@desk.example",), (ANA,))
    assert addressing.answer([asked], [BORIS], form) == Answer((ANA,), ())
