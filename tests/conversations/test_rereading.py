"""Parsing again."""

from datetime import timedelta

import pytest

from regulars.book.models import Message
from regulars.conversations.filing.sheet import Counts
from regulars.conversations.releasing import release, retry_quarantined
from regulars.conversations.rereading import reread_filed
from regulars.conversations.tasks import file_forgotten
from regulars.engine.worker import Worker
from regulars.intake.acts import Raw, keep, record, set_aside
from regulars.intake.models import Delivery
from regulars.staff.models import Agent
from tests.mails import NOW, inbox, mail, take_in

pytestmark = pytest.mark.django_db


def test_what_reads_the_same_gets_no_new_version() -> None:
    """Reading again changes nothing where the parser did not change."""
    take_in(mail(), mail(message_id="two", text="b"))
    total = list(reread_filed())[-1]
    assert (total.looked_at, total.changed) == (2, 0)
    assert Message.objects.count() == 2


def test_what_reads_differently_gets_a_version_beside_the_old_one() -> None:
    """As if an older parser had garbled it."""
    take_in(mail())
    Message.objects.update(text="garbled")
    assert list(reread_filed())[-1].changed == 1
    assert list(reread_filed())[-1].changed == 0
    texts = Message.objects.order_by("version").values_list("version", "text")
    assert [(version, text.strip()) for version, text in texts] == [(1, "garbled"), (2, "It does not boil.")]


def test_quarantine_is_tried_again() -> None:
    """Something that a later parser can read is filed; what it cannot goes back."""
    take_in(mail())
    assert take_in(mail(message_id="b").replace(b"From: Ana Novak <ana@nordbake.example>\r\n", b"")) == Counts(0, 1, 0)
    assert retry_quarantined(NOW) == Counts(quarantined=1)
    assert Delivery.objects.get(state=Delivery.QUARANTINED).cause == "no_sender"


def test_what_was_stored_and_forgotten_is_filed() -> None:
    """An import was killed between storing and filing, and nobody began it again."""
    record(keep([Raw(inbox().pk, mail())]), "import", NOW - timedelta(days=1), history=True, later=False)
    file_forgotten.run({})
    Worker().settle()
    assert Delivery.objects.get().state == Delivery.FILED


def test_what_came_without_its_body_is_not_filed_as_if_it_were_whole() -> None:
    """Too large to fetch: its head alone is no mail that a customer wrote."""
    kept = keep([Raw(inbox().pk, mail().partition(b"\r\n\r\n")[0])])
    set_aside(kept, "imap", NOW, "too_large", "120,000,000 bytes")
    assert retry_quarantined(NOW) == Counts()
    assert Delivery.objects.get().cause == "too_large"


def test_a_copy_is_not_read_a_second_time() -> None:
    """One moment that came through two inboxes."""
    take_in(mail())
    take_in(mail(), to="shop@desk.example")
    take_in(mail(message_id="two", text="b"))
    assert list(reread_filed())[-1].looked_at == 2


def test_what_a_person_said_of_it_stays() -> None:
    """The subject that somebody gave to a mail without one."""
    ada = Agent.objects.create(email="ada@desk.example", name="Ada")
    take_in(mail(subject="").replace(b"From: Ana Novak <ana@nordbake.example>\r\n", b""))
    release(Delivery.objects.get(), "ana@nordbake.example", "Ana", "The kettle", ada, NOW)
    assert list(reread_filed())[-1].changed == 0
    assert Message.objects.get().subject == "The kettle"
