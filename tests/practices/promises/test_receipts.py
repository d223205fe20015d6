"""The receipt of a promise: what the customer sees behind the link in our mail, and what they can say there."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.leaving.carrying import carry_out
from regulars.book.leaving.reducing import Reducing
from regulars.book.leaving.whose import whose
from regulars.book.merging.acts import merge
from regulars.book.models import Customer, Erasure, Moment
from regulars.conversations.models import Draft
from regulars.practices.promises import acts, rules
from regulars.practices.promises.belonging import exported
from regulars.practices.promises.models import Outcome, Promise
from regulars.practices.promises.receipts import links
from regulars.practices.recovery.hearing import hear_moment
from regulars.practices.recovery.models import Recovery
from tests import builders
from tests.builders import NOW, agent, signed_in

from .cast import MONDAY, ON_TUESDAY, promised, said

pytestmark = pytest.mark.django_db
CALL = LocalTime(datetime.fromisoformat("2026-11-24T15:00"), "Europe/Vienna")


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages live in the time of the tests."""
    at(monkeypatch, NOW)


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """It is that time."""
    monkeypatch.setattr("regulars.practices.promises.pages.receipt.timezone.now", lambda: now)


def path(promise: Promise) -> str:
    """Of its page."""
    return f"/my/promise/{links.token(promise)}"


def shown(promise: Promise, status: int = 200) -> str:
    """What the customer reads."""
    answer = Client().get(path(promise))
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.slow
def test_the_mail_leads_to_a_page_with_what_and_by_when_in_their_language_and_on_their_clock() -> None:
    ana = builders.customer()
    Customer.objects.filter(pk=ana.pk).update(language="de", time_zone="America/New_York")
    ana.refresh_from_db()
    builders.messages(builders.conversation(ana), ["Where is it?"])
    made = promised(ana, what="a call", sort="callback", due=CALL, due_means="time")
    signed_in().post(f"/promises/{made.public_id}/receipt")
    found = re.search(r"http://testserver(/my/promise/\S+)", Draft.objects.get().text)
    assert found
    answer = Client().get(found[1])
    there = answer.content.decode()
    assert 'lang="de"' in there
    assert "a call" in there
    assert "24. November 2026, 09:00" in there
    assert "America/New_York" in there
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_it_moves_with_the_promise() -> None:
    """Of us it names nobody, and what was written among us is not there."""
    made = promised()
    assert "by Monday, 23 November" in shown(made)
    assert "It stands, and we are on it." in shown(made)
    new = LocalTime(MONDAY.wall + timedelta(days=3), MONDAY.zone)
    acts.tell_before_late(made, new, "day", agent(), NOW)
    assert "before it was late, that it takes longer: by Thursday, 26 November" in shown(made)
    after = Promise.objects.get(replaces=made)
    acts.break_(after, agent(), NOW + timedelta(days=7), words="Leo forgot it.")
    assert "We did not keep this, and we are sorry." in shown(made)
    acts.keep(after, agent(), NOW + timedelta(days=7))
    there = shown(made)
    assert "That was late, and we are sorry." in there
    assert "Leo" not in there
    assert "Byrne" not in there


def test_a_link_opens_nothing_that_is_not_meant_for_who_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made = promised()
    whole = path(made)
    cut = Client().get(whole[:-2])
    assert cut.status_code == 404
    assert "not whole" in cut.content.decode()
    at(monkeypatch, NOW + timedelta(days=120))
    assert "good until a while ago" in shown(made, 410)


def press(promise: Promise, act: str, of: Promise | None = None, status: int = 302) -> str:
    """Press one of the buttons; what the customer reads then."""
    client = Client()
    answer = client.post(path(promise), {"act": act, "of": (of or promise).public_id})
    assert answer.status_code == status, answer.content.decode()
    return (answer if status != 302 else client.get(path(promise))).content.decode()


def happened(kind: str) -> int:
    """How often that stands in the book."""
    return Moment.objects.filter(kind=f"promise.{kind}", direction=Moment.IN, agent=None).count()


@pytest.mark.slow
@pytest.mark.sqlite
def test_they_let_us_off_by_their_own_click_once_and_may_take_it_back() -> None:
    made = promised()
    for _ in range(2):
        assert "Thank you for telling us. We leave it, then." in press(made, "let_off")
    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.agent, outcome.words, happened("released")) == ("released", None, "", 1)
    assert outcome.moment == Moment.objects.get(kind="promise.released")
    assert "You told us on Friday, 20 November that you no longer need this." in shown(made)
    desk = signed_in()
    assert "They let us off themself, on their receipt." in desk.get(f"/promises/{made.public_id}").content.decode()
    late = acts.keep(made, agent(), NOW)
    assert isinstance(late, Refused)
    assert late.reason == "The customer has let us off this promise themself, on their receipt."
    for _ in range(2):
        assert "It stands again." in press(made, "need_again")
    assert happened("reopened") == 1
    made.refresh_from_db()
    assert made.state == Promise.OPEN
    assert "They took that back." in desk.get(f"/promises/{made.public_id}").content.decode()


def test_what_one_of_us_wrote_down_is_not_theirs_to_take_back() -> None:
    made = promised()
    acts.release(made, agent(), NOW, "Never mind.")
    assert "I need it after all" not in shown(made)
    assert "Never mind" not in shown(made)
    press(made, "need_again", status=422)
    assert Outcome.objects.filter(undone=None).count() == 1


@pytest.mark.slow
@pytest.mark.sqlite
def test_that_it_did_not_happen_is_said_once_and_opens_a_recovery(monkeypatch: pytest.MonkeyPatch) -> None:
    """However it stands by our own books; what we say after that, they can say no to once more."""
    on = builders.conversation(builders.customer(), assignee=agent("lead"))
    made = promised(on.customer, conversation=on)
    assert "This did not happen" not in shown(made)
    press(made, "deny", status=422)
    acts.keep(made, agent(), NOW + timedelta(days=1))
    at(monkeypatch, ON_TUESDAY)
    for _ in range(2):
        press(made, "deny")
    assert "that this did not happen. One of us looks into it." in shown(made)
    assert "I no longer need this" not in shown(made)
    assert happened("denied") == 1
    for _ in range(2):
        hear_moment(Moment.objects.get(kind="promise.denied"), ON_TUESDAY)
    recovery = Recovery.objects.get()
    assert (recovery.route, recovery.severity, recovery.failure) == ("promise", "serious", "delivery")
    assert (recovery.holder, recovery.signs.count()) == (agent("lead"), 1)
    word = "They said on their receipt that it did not happen."
    assert word in signed_in().get(f"/promises/{made.public_id}").content.decode()
    made.refresh_from_db()
    assert made.state == "kept"
    (taken_along,) = exported(whose(on.customer), Reducing(frozenset()))
    assert (taken_along["state"], taken_along["denied"]) == ("kept", [ON_TUESDAY])


@pytest.mark.slow
def test_a_promise_that_we_called_broken_and_their_word_are_one_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    made = promised()
    acts.break_(made, None, ON_TUESDAY)
    hear_moment(Moment.objects.get(kind="promise.broken"), ON_TUESDAY)
    at(monkeypatch, ON_TUESDAY + timedelta(days=20))
    press(made, "deny")
    hear_moment(Moment.objects.get(kind="promise.denied"), ON_TUESDAY + timedelta(days=20))
    assert Recovery.objects.get().signs.count() == 2


def test_what_took_its_place_is_seen_before_anything_is_said_of_it() -> None:
    made = promised()
    after = acts.replace(made, said(what="a new lid"), agent(), NOW)
    assert isinstance(after, Promise)
    assert "a new lid" in press(made, "let_off", status=422)
    assert not Outcome.objects.filter(kind="released").exists()
    press(made, "let_off", after)
    after.refresh_from_db()
    assert after.state == "released"


def test_looking_writes_nothing() -> None:
    made = promised()
    with CaptureQueriesContext(connection) as statements:
        shown(made)
    assert {one["sql"].split()[0].lower() for one in statements} == {"select"}


@pytest.mark.parametrize(
    ("state", "sort", "hours", "may"),
    [
        ("open", "delivery", 1, False),
        ("open", "delivery", 0, True),
        ("open", "reward", 1, True),
        ("open", "delivery", None, True),
        ("kept", "delivery", 1, True),
        ("broken", "delivery", 1, True),
        ("released", "delivery", -1, False),
        ("replaced", "delivery", -1, False),
        ("mistaken", "delivery", -1, False),
    ],
)
def test_what_can_be_denied(state: str, sort: str, hours: int | None, may: bool) -> None:
    due = None if hours is None else NOW + timedelta(hours=hours)
    assert rules.may_be_denied(state, sort, due, NOW) is may


@pytest.mark.slow
@pytest.mark.sqlite
def test_in_another_book_or_erased_nothing_of_it_is_shown() -> None:
    ana, boris = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    made = promised(ana)
    link = path(made)
    merged = merge(ana, boris, (), agent("lead"), NOW)
    assert not isinstance(merged, Refused)
    for answer in (Client().get(link), Client().post(link, {"act": "let_off", "of": made.public_id})):
        assert answer.status_code == 410
        assert "This link was ended." in answer.content.decode()
        assert "kettle" not in answer.content.decode()
    made.refresh_from_db()
    assert "the new kettle" in shown(made)
    link = path(made)
    assert carry_out(Erasure.objects.create(customer=boris, asked_at=NOW, due_at=NOW), NOW) is None
    answer = Client().get(link)
    assert answer.status_code == 410
    assert "What we knew of you was erased" in answer.content.decode()
