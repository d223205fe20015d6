"""The course of facts: said again, marked, corrected, forgotten, out of use."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.results import Refused
from regulars.book.facts import acts, course, renewing, shown
from regulars.book.facts.course import Said
from regulars.book.facts.forms import end_of
from regulars.book.models import Customer, Fact, FactMark, Move
from regulars.book.view import view
from regulars.intake.models import Inbox
from regulars.staff.models import Agent
from regulars.staff.trail import Actor
from regulars.web import paging
from tests import builders
from tests.builders import NOW, agent, customer

pytestmark = pytest.mark.slow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
db = pytest.mark.django_db


def kept(of: Customer, text: str = "no nuts", kind: str = "need", at: datetime = NOW, **more: Any) -> Fact:
    """A fact written down by somebody, or seen again."""
    by, moment = more.pop("by", "agent"), more.pop("moment", None)
    made = acts.add(of, Said(text, kind, **more), agent(by) if by else None, at, moment=moment)
    assert isinstance(made, Fact)
    return made


def facts_of(of: Customer, by: Agent, now: datetime, place: str = "") -> list[shown.Shown]:
    return shown.shown_here(shown.held(of, by, now), now, place=place)


@db
def test_what_is_observed_stands_from_its_second_sighting_on() -> None:
    ana = customer()
    first = kept(ana, "orders red wine", "preference", origin="observed")
    assert (first.standing, first.sightings) == (False, 1)
    again = kept(ana, "Orders red wine!", "preference", NOW + DAY, origin="observed")
    assert (again.pk, again.standing, again.sightings) == (first.pk, True, 2)
    assert Fact.objects.count() == 1
    assert again.used_at == NOW + DAY


@db
def test_saying_it_twice_in_one_talk_is_one_sighting() -> None:
    ana = customer()
    moments = builders.messages(builders.conversation(ana), ["Red wine.", "Fine.", "Red wine again."])
    kept(ana, "orders red wine", "preference", origin="observed", moment=moments[0])
    assert kept(ana, "orders red wine", "preference", NOW + HOUR, origin="observed", moment=moments[0]).sightings == 1
    assert kept(ana, "orders red wine", "preference", NOW + HOUR, origin="observed", moment=moments[2]).standing
    kept(ana, "sits at the window", "preference", origin="observed")
    assert not kept(ana, "sits at the window", "preference", NOW + HOUR / 2, origin="observed").standing
    assert kept(ana, "sits at the window", "preference", NOW + HOUR / 2, origin="observed", by="lead").standing


@db
def test_observed_here_and_there_holds_everywhere_but_said_for_here_stays_here() -> None:
    ana = customer()
    kept(ana, "jazz in the evening", "preference", origin="observed", place="Lisbon", standing=False)
    both = kept(ana, "jazz in the evening", "preference", NOW + DAY, origin="observed", place="Porto", standing=False)
    assert (both.standing, both.place, both.sightings) == (True, "", 2)
    kept(ana, "a quiet room", "preference", place="Lisbon", standing=False)
    kept(ana, "a quiet room", "preference", NOW + DAY, place="Porto", standing=False)
    assert Fact.objects.filter(text="a quiet room", standing=False).count() == 2


@db
def test_the_last_word_holds_on_the_expiry_and_confidence_stays() -> None:
    ana = customer()
    march = end_of("2027-03-31", "Europe/Vienna")
    made = kept(ana, "vegan", expires=march, sensitive=True)
    assert (made.expires_local, made.expires_zone) == ("2027-03-31T23:59:59", "Europe/Vienna")
    assert made.expires_at == datetime(2027, 3, 31, 21, 59, 59, tzinfo=UTC)
    again = kept(ana, "vegan", at=NOW + DAY)
    assert (again.expires_at, again.expires_local, again.sensitive) == (None, "", True)
    assert acts.said_by(again).expires is None


@db
def test_what_has_expired_is_shown_no_more_and_can_be_said_anew() -> None:
    ana = customer()
    old = kept(ana, "vegan", expires=end_of("2026-11-21", "UTC"))
    later = NOW + 3 * DAY
    assert facts_of(ana, agent(), later) == []
    assert [one.text for one in shown.past_of(ana, agent(), later)] == ["vegan"]
    assert kept(ana, "vegan", at=later).pk != old.pk


@db
def test_a_fact_goes_to_the_book_that_stands() -> None:
    ana, twin = customer(), customer("A. Novak", "a.novak@nordbake.example")
    Customer.objects.filter(pk=twin.pk).update(merged_into=ana)
    assert kept(twin).customer == ana


def test_what_is_wrong_is_said_at_its_field() -> None:
    past = end_of("2020-01-01", "UTC")
    wrong = course.faults(Said("", "hunch", "heard", allergen="rain", day="02-30", expires=past, place="x" * 201), NOW)
    assert {fault.field for fault in wrong} == {"text", "kind", "origin", "allergen", "day", "expires", "place"}
    assert course.faults(Said("x" * 501, "need"), NOW)[0].field == "text"
    assert course.faults(Said("born", "date", day="02-29"), NOW) == ()
    assert course.faults(Said("born", "date", day="2023-02-29"), NOW) != ()


@pytest.mark.sqlite
@db
def test_marks_are_the_ledger_and_the_counts_follow() -> None:
    fact = kept(customer())
    for minutes in (0, 1, 30, 90):
        acts.mark(fact, FactMark.HONOURED, agent(), NOW + timedelta(minutes=minutes))
    acts.mark(fact, FactMark.HONOURED, agent("lead"), NOW)
    acts.mark(fact, FactMark.CONTRADICTED, agent(), NOW + DAY, note="She ate them with pleasure.")
    fact.refresh_from_db()
    assert (fact.honoured, fact.contradicted, fact.sightings, fact.used_at) == (3, 1, 1, NOW + DAY)
    assert acts.unmark(fact, FactMark.CONTRADICTED, agent("lead"), NOW + DAY) is not None
    assert acts.unmark(fact, FactMark.CONTRADICTED, agent(), NOW + DAY) is None
    assert acts.unmark(fact, FactMark.HONOURED, agent(), NOW + DAY) is not None
    fact.refresh_from_db()
    assert (fact.honoured, fact.contradicted) == (3, 0)


@db
def test_on_one_moment_a_mark_is_made_once() -> None:
    ana = customer()
    fact, moment = kept(ana), builders.messages(builders.conversation(ana), ["Thank you."])[0]
    marks = [
        acts.mark(fact, FactMark.HONOURED, agent(by), NOW + at, moment=moment)
        for by, at in (("agent", 0 * DAY), ("lead", DAY))
    ]
    assert marks[0] == marks[1]


@db
def test_a_correction_keeps_what_stood_there_and_marks_go_with_the_words() -> None:
    ana = customer()
    first = kept(ana)
    acts.mark(first, FactMark.HONOURED, agent(), NOW)
    second = acts.correct(first, Said("No nuts!", "need", allergen="nuts"), agent("lead"), NOW + DAY)
    assert isinstance(second, Fact)
    assert (second.honoured, second.agent, second.at) == (1, agent("lead"), NOW + DAY)
    third = acts.correct(second, Said("no peanuts", "need", allergen="peanuts"), agent(), NOW + DAY)
    assert isinstance(third, Fact)
    assert third.honoured == 0
    assert isinstance(acts.correct(first, Said("no soy", "need"), agent(), NOW + DAY), tuple)
    assert isinstance(acts.mark(first, FactMark.HONOURED, agent(), NOW + 2 * DAY), Refused)
    assert acts.correct(third, acts.said_by(third), agent(), NOW + DAY) == third
    assert [one.text for one in facts_of(ana, agent(), NOW)] == ["no peanuts"]
    acts.forget(third, Actor(agent()), NOW)
    acts.forget(third, Actor(agent()), NOW)
    assert facts_of(ana, agent(), NOW) == []
    assert acts.erase_forgotten(NOW + course.UNDO - timedelta(seconds=1)) == 0
    assert acts.recall(third, Actor(agent()), NOW + timedelta(minutes=1)) is None
    acts.forget(third, Actor(agent()), NOW)
    assert acts.recall(third, Actor(agent()), NOW + course.UNDO) is not None
    assert acts.erase_forgotten(NOW + course.UNDO) == 3
    assert (Fact.objects.count(), FactMark.objects.count(), Move.objects.count()) == (0, 0, 0)


@db
def test_what_could_do_harm_stands_first_and_what_is_masked_says_nothing() -> None:
    ana = customer()
    for text, kind, more in (
        ("works at Nordbake", "context", {}),
        ("likes tea", "preference", {}),
        ("likes coffee", "preference", {}),
        ("the divorce", "avoidance", {"unspoken": True}),
        ("no nuts", "need", {"allergen": "nuts"}),
        ("had cancer, never at the spa", "need", {"sensitive": True, "place": "spa", "standing": False}),
    ):
        made = kept(ana, text, kind, **more)
        if text == "likes tea":
            acts.mark(made, FactMark.CONTRADICTED, agent(), NOW)
    found = facts_of(ana, agent("owner"), NOW)
    assert [one.text for one in found] == [
        "no nuts",
        "the divorce",
        "",
        "likes coffee",
        "works at Nordbake",
        "likes tea",
    ]
    masked = found[2]
    assert (str(masked.masked), masked.scope) == ("Something about health", ())


@db
def test_practices_see_what_is_known_now() -> None:
    ana = customer()
    gone, stays = kept(ana, "likes tea", "preference"), kept(ana, allergen="nuts")
    acts.forget(gone, Actor(agent()), NOW)
    found = view(ana).facts
    assert [(one.public_id, one.text, one.allergen, one.standing) for one in found] == [
        (stays.public_id, "no nuts", "nuts", True)
    ]


@db
def test_a_situational_fact_is_not_taken_for_a_standing_one() -> None:
    ana = customer()
    kept(ana, "jazz", "preference", place="Lisbon", standing=False)
    for place, holds in (("lisbon", True), ("Porto", False), ("", None)):
        assert facts_of(ana, agent(), NOW, place=place)[0].holds is holds


@db
def test_where_it_was_said_is_hidden_with_its_inbox() -> None:
    ana = customer()
    talk = builders.conversation(ana)
    kept(ana, moment=builders.messages(talk, ["No nuts."])[0])
    assert facts_of(ana, agent(), NOW)[0].conversation == talk.public_id
    Inbox.objects.get().teams.create(name="Owners")
    found = facts_of(ana, agent(), NOW)[0]
    assert (found.text, found.conversation, found.moment) == ("no nuts", "", "")


@db
def test_the_list_of_renewals_is_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewing, "SIZE", 2)
    ana = customer()
    for number in range(5):
        kept(ana, f"likes tea number {number}", "preference", NOW + number * HOUR)
    kept(ana, "birthday", "date", day="05-14")
    later = NOW + course.UNUSED + 3 * HOUR
    seen: list[str] = []
    place = None
    for _ in range(3):
        part = renewing.asking(agent(), later, place)
        seen += [one.fact.text for one in part.rows]
        place = paging.read(part.next).place
        if place is None:
            break
    assert seen == [f"likes tea number {number}" for number in range(4)]


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "Lisbon", "Porto"]), st.sampled_from(["said", "observed"])),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_said_often_never_loses_words_and_never_falls_back(said: list[tuple[str, str]]) -> None:
    known = course.first_standing(Said("red wine", "preference", said[0][1], place=said[0][0]))
    for place, origin in said[1:]:
        more = course.said_again(known, Said("red wine", "preference", origin, place=place))
        if more is None:
            continue
        assert more.text == known.text
        assert more.standing >= known.standing
        assert more.place in ("", known.place)
        known = more
