"""The demo mailbox goes in through the same door as real mail, and shows what the desk can do."""

from datetime import UTC, datetime

import pytest

from regulars.book.models import Attachment, Conversation, Message, Moment
from regulars.book.search import find
from regulars.conversations.models import Link
from regulars.demo.company import stories
from regulars.demo.load import fill
from regulars.demo.mailbox import ADDRESS, demo_mails
from regulars.intake.acts import Raw, keep, record
from regulars.intake.models import Delivery
from tests.mails import inbox

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.mark.slow
def test_the_same_time_gives_the_same_mails() -> None:
    assert demo_mails(NOW) == demo_mails(NOW)
    assert demo_mails(NOW) != demo_mails(NOW.replace(hour=9))


def test_every_mail_ends_in_a_reserved_domain() -> None:
    for mail in demo_mails(NOW):
        head = mail.partition(b"\r\n\r\n")[0]
        addresses = [word for word in head.replace(b"<", b" ").replace(b">", b" ").split() if b"@" in word]
        assert all(word.rstrip(b",").endswith(b".example") for word in addresses), addresses


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.sqlite
def test_it_fills_a_desk() -> None:
    fill(NOW)
    states = list(Delivery.objects.values_list("state", flat=True))
    assert states.count(Delivery.FILED) == len(demo_mails(NOW)) - 2
    assert states.count(Delivery.DUPLICATE) == states.count(Delivery.QUARANTINED) == 1
    assert set(Moment.objects.exclude(automatic="").values_list("automatic", flat=True)) == {"bounce", "out_of_office"}
    told = [letter for person in stories.written().people for letter in person.letter]
    ours = [letter for letter in told if letter["by"] != "them"]
    assert Message.objects.filter(moment__direction=Moment.OUT).count() == 9 + len(ours)
    assert Attachment.objects.filter(inline=True).count() == 1
    (link,) = Link.objects.filter(kind=Link.STRANGER)
    assert link.other.subject == "Gift voucher for my sister"
    assert Moment.objects.filter(conversation__subject__startswith="Zwei Klausurtage").count() == 3
    assert Conversation.objects.count() == 12 + len([letter for letter in told if "subject" in letter])
    for word in ("毛布", "عشاء", "uberraschend", "lodz", "2204"):
        assert find(word).results, word


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.sqlite
def test_filling_twice_adds_nothing_to_the_books() -> None:
    fill(NOW)
    before = Moment.objects.count()
    fill(NOW)
    fill(NOW.replace(hour=9))
    assert Moment.objects.count() == before


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_filling_that_was_broken_off_is_finished() -> None:
    """Killed after the mails were stored, started again an hour later: no second set with other dates."""
    stored = inbox(ADDRESS)
    record(keep([Raw(stored.pk, content) for content in demo_mails(NOW)]), "demo", NOW, history=True, later=False)
    fill(NOW.replace(hour=9))
    assert Delivery.objects.count() == len(demo_mails(NOW))
    assert not Delivery.objects.filter(state=Delivery.WAITING).exists()
