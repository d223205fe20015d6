"""What is filed and written while two people become one stands in the right book, with real threads."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction

from regulars.book.acts import add_identity, append_moment
from regulars.book.merging import acts
from regulars.book.merging.roots import root_id
from regulars.book.models import Conversation, Customer, Identity, Merge, Moment
from regulars.conversations.filing import acts as filing
from regulars.conversations.filing.sheet import Sheet
from regulars.conversations.filing.write import write
from tests import builders, mails
from tests.at_once import at_once
from tests.pace import PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LATER = mails.NOW + timedelta(days=1)
LONG = PATIENCE


@pytest.fixture
def both() -> tuple[Customer, Customer]:
    """Ana at work and Ana at home, each with a mail."""
    mails.take_in(mails.mail(), mails.mail("Ana <ana@home.example>", "At home", message_id="home@x.example"))
    ana, home = (Identity.objects.get(value=one).customer for one in ("ana@nordbake.example", "ana@home.example"))
    return ana, home


def all_at(customer: Customer) -> None:
    """Every row stands in this book."""
    for model in (Moment, Conversation, Identity):
        assert {row.customer_id for row in model.objects.all()} == {customer.pk}, model


def test_mail_that_is_filed_during_a_merge(both: tuple[Customer, Customer], monkeypatch: pytest.MonkeyPatch) -> None:
    ana, home = both
    agent, planned, begun = builders.agent(), threading.Event(), threading.Event()

    def slowly(sheet: Sheet) -> None:
        planned.set()
        begun.wait(LONG)
        write(sheet)

    monkeypatch.setattr(filing, "write", slowly)

    def merge() -> object:
        planned.wait(LONG)
        threading.Timer(0.2, begun.set).start()
        return acts.merge(home, ana, (), agent, LATER)

    again = mails.mail("Ana <ana@home.example>", "Another", message_id="another@x.example")
    _counts, made = at_once(lambda: mails.take_in(again), merge)
    assert isinstance(made, Merge)
    assert Moment.objects.count() == 3
    all_at(ana)


def test_a_note_and_a_handle_that_are_written_during_a_merge(both: tuple[Customer, Customer]) -> None:
    ana, home = both
    agent, written = builders.agent(), threading.Event()

    def write_both() -> None:
        with transaction.atomic():
            append_moment(home, "note", LATER)
            add_identity(home, "phone", "+43 1 234567", "said", LATER)
            written.set()
            threading.Event().wait(0.2)

    def merge() -> object:
        written.wait(LONG)
        return acts.merge(home, ana, (), agent, LATER)

    at_once(write_both, merge)
    all_at(ana)


def test_two_who_merge_the_same_people_each_way_make_one_merge(both: tuple[Customer, Customer]) -> None:
    ana, home = both
    agent, together = builders.agent(), threading.Barrier(2)

    def merge(gone: Customer, stays: Customer) -> object:
        together.wait(LONG)
        return acts.merge(gone, stays, (), agent, LATER)

    first, second = at_once(lambda: merge(home, ana), lambda: merge(ana, home))
    assert isinstance(first, Merge)
    assert first == second
    assert Merge.objects.count() == 1
    assert root_id(ana.pk) == root_id(home.pk)


def test_a_moment_is_appended_while_somebody_tells_more_of_the_same_customer(both: tuple[Customer, Customer]) -> None:
    ana, _home = both
    appended = threading.Event()

    def tell_more() -> None:
        with transaction.atomic():
            append_moment(ana, "note", LATER)
            appended.set()
            threading.Event().wait(0.2)
            add_identity(ana, "phone", "+43 1 234567", "said", LATER)

    def append() -> None:
        appended.wait(LONG)
        append_moment(ana, "note", LATER)

    at_once(tell_more, append)
    assert Moment.objects.filter(customer=ana, kind="note").count() == 2
