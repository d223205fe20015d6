"""The receipt of a promise: what the customer sees behind the link in our mail, and what they can say there."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from regulars.base.times import LocalTime
from regulars.book.models import Customer
from regulars.conversations.models import Draft
from regulars.practices.promises import acts
from regulars.practices.promises.models import Promise
from regulars.practices.promises.receipts import links
from tests import builders
from tests.builders import NOW, agent, signed_in

from .cast import MONDAY, promised

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
    assert "before it was late, that it takes longer: the new kettle is there, by Thursday, 26 November" in shown(made)
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
