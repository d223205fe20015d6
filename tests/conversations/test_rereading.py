"""Parsing again."""

from datetime import timedelta

import pytest

from regulars.book.models import Conversation, Message, Moment
from regulars.conversations.filing.rows import CLAIMED
from regulars.conversations.filing.sheet import Counts
from regulars.conversations.models import Event
from regulars.conversations.releasing import release, retry_quarantined
from regulars.conversations.rereading import reread_filed
from regulars.conversations.tasks import file_forgotten
from regulars.engine.worker import Worker
from regulars.intake.acts import Raw, keep, record, set_aside
from regulars.intake.models import Delivery
from regulars.staff.models import Agent
from tests.builders import signed_in
from tests.mails import BORIS, DESK, NOW, inbox, mail, reply, take_in

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


def taken_for_a_machines(**columns: object) -> None:
    """As an older parser would have filed what there is."""
    Moment.objects.filter(direction=Moment.IN).update(automatic="out_of_office", **columns)
    Conversation.objects.update(status=Conversation.AUTOMATIC)


def test_a_letter_that_was_taken_for_a_machines_is_seen_again_and_says_why() -> None:
    """However old it is, where nobody has dealt with it; and once."""
    take_in(mail(subject="On holiday and the kettle broke"))
    taken_for_a_machines()
    total = list(reread_filed())[-1]
    assert (total.changed, total.recognised, total.opened) == (0, 1, 1)
    assert Moment.objects.get().automatic == ""
    on = Conversation.objects.get()
    assert on.status == Conversation.OPEN
    said = "a person wrote it, and the desk had taken it for automatic mail"
    assert f"it is open again: {said}" in signed_in().get(f"/conversations/{on.public_id}").content.decode()
    assert said in signed_in().get("/").content.decode()
    again = list(reread_filed())[-1]
    assert (again.recognised, again.opened, Event.objects.filter(kind="reopened").count()) == (0, 0, 1)


def test_what_a_group_of_ours_passed_on_is_seen_again() -> None:
    """An older version took all that came through one for mass mail."""
    take_in(mail(headers=[("List-Id", "<help.desk.example>")]))
    taken_for_a_machines()
    assert list(reread_filed())[-1].opened == 1


def test_old_history_does_not_wake() -> None:
    """It is closed, as it would be had it been read so when it was brought in."""
    take_in(mail(date="Fri, 20 Nov 2020 10:00:00 +0000"), history=True)
    taken_for_a_machines()
    total = list(reread_filed())[-1]
    assert (total.recognised, total.opened) == (1, 0)
    assert Conversation.objects.get().status == Conversation.CLOSED


def test_what_was_answered_or_closed_since_stays_away() -> None:
    """Somebody has dealt with it."""
    ours = reply("one@nordbake.example", f"Help <{DESK}>", to="ana@nordbake.example", message_id="ours@desk.example")
    late = "Fri, 20 Nov 2026 11:00:00 +0000"
    take_in(mail(), ours.replace(b"20 Nov 2026 10:00", b"20 Nov 2026 11:00"))
    take_in(mail(BORIS, message_id="b", date=late))
    taken_for_a_machines()
    ada = Agent.objects.create(email="ada@desk.example", name="Ada")
    closed = Conversation.objects.get(customer__name="Boris Okafor")
    Conversation.objects.filter(pk=closed.pk).update(status=Conversation.CLOSED)
    Event.objects.create(conversation=closed, kind="closed", agent=ada, at=NOW + timedelta(hours=1))
    total = list(reread_filed())[-1]
    assert (total.recognised, total.opened) == (2, 0)
    assert set(Conversation.objects.values_list("status", flat=True)) == {Conversation.CLOSED}


def test_what_machines_sent_and_what_is_spam_stays_what_it_is() -> None:
    """And what filing said of a mail is said of its next version too."""
    take_in(mail(headers=[("Auto-Submitted", "auto-replied")]), mail(BORIS, message_id="b"))
    Moment.objects.update(automatic="auto_reply")
    Conversation.objects.filter(customer__name="Boris Okafor").update(status=Conversation.SPAM)
    Message.objects.update(text="garbled", marks=[CLAIMED])
    total = list(reread_filed())[-1]
    assert (total.recognised, total.opened) == (1, 0)
    assert sorted(Conversation.objects.values_list("status", flat=True)) == ["automatic", "spam"]
    assert all(CLAIMED in message.marks for message in Message.objects.filter(version=2))


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
