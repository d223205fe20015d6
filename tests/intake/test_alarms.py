"""What a person hears of a mailbox that fails, and of an inbox that fell silent."""

from datetime import UTC, datetime, timedelta

import pytest

from regulars.intake import alarms as said
from regulars.intake.acts import Raw, keep, record
from regulars.intake.alarms import Alarm, alarms, look_for_silence
from regulars.intake.models import Delivery, Inbox, Mailbox, Stop, Submission
from tests.intake.conftest import mail

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def mailbox(**state: object) -> Mailbox:
    """A mailbox that was looked into a minute ago, but for `state`."""
    inbox = Inbox.objects.create(address="help@desk.example")
    login = {"host": "imap.desk.example", "security": "tls", "username": "help", "secret": b""}
    return Mailbox.objects.create(inbox=inbox, **(login | {"checked_at": NOW - MINUTE} | state))


def test_all_is_well() -> None:
    mailbox()
    assert alarms(NOW) == []


def test_a_few_failed_tries_are_nothing() -> None:
    mailbox(fault="socket error: EOF", fault_since=NOW - MINUTE, tries=said.FEW_TRIES)
    assert alarms(NOW) == []
    Mailbox.objects.update(tries=said.FEW_TRIES + 1)
    (alarm,) = alarms(NOW)
    assert (alarm.address, alarm.since) == ("help@desk.example", NOW - MINUTE)
    assert "socket error: EOF" in alarm.what


def test_a_refused_token_is_something_at_once() -> None:
    mailbox(fault="invalid_grant", fault_since=NOW, tries=1, refused=True)
    (alarm,) = alarms(NOW)
    assert "invalid_grant" in alarm.what


def submission(**state: object) -> Submission:
    """A way out that works, but for `state`."""
    inbox = Inbox.objects.create(address="shop@desk.example")
    login = {"host": "smtp.desk.example", "security": "tls", "username": "shop", "secret": b""}
    return Submission.objects.create(inbox=inbox, **(login | state))


def test_mail_that_cannot_leave_is_an_alarm_like_mail_that_cannot_come() -> None:
    way = submission(fault="451 come later", fault_since=NOW, tries=said.FEW_TRIES)
    assert alarms(NOW) == []
    Submission.objects.update(tries=said.FEW_TRIES + 1)
    (alarm,) = alarms(NOW)
    assert alarm.address == "shop@desk.example"
    assert "451 come later" in alarm.what
    Submission.objects.update(tries=1, refused=True, fault="535 wrong password")
    assert "535 wrong password" in alarms(NOW)[0].what
    Stop.objects.create(inbox=way.inbox, kind=Stop.CEILING, since=NOW)
    assert "More than 200 mails" in alarms(NOW, way.inbox)[1].what


def test_nobody_looks() -> None:
    mailbox(checked_at=NOW - 29 * MINUTE)
    assert alarms(NOW) == []
    (alarm,) = alarms(NOW + 2 * MINUTE)
    assert alarm.since == NOW - 29 * MINUTE


def arrive(inbox: Inbox, times: list[datetime], road: str = "lmtp") -> None:
    """Mail that came at these times."""
    record(keep([Raw(inbox.pk, mail(0), at) for at in sorted(times)]), road, NOW, later=False)


def test_silence_is_noticed_and_ends() -> None:
    inbox = mailbox().inbox
    last = NOW - timedelta(hours=2)
    arrive(inbox, [last - 5 * number * MINUTE for number in range(2900)])
    look_for_silence(NOW)
    (alarm,) = alarms(NOW)
    assert (alarm.address, alarm.since) == ("help@desk.example", last)
    arrive(inbox, [NOW])
    look_for_silence(NOW + MINUTE)
    assert alarms(NOW) == []


def test_a_very_busy_inbox_is_known_by_a_part_of_its_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(said, "LOOKED_AT", 300)
    inbox = mailbox().inbox
    last = NOW - timedelta(hours=20)
    arrive(inbox, [last - 5 * number * MINUTE for number in range(2900)])
    times = said.arrivals(inbox)
    assert times[0] == last
    assert len(times) < 320
    assert times[0] - times[-1] > timedelta(days=9)
    look_for_silence(last + timedelta(hours=2))
    assert alarms(NOW) == []
    look_for_silence(NOW)
    assert [alarm.since for alarm in alarms(NOW)] == [last]


def test_imported_mail_says_nothing_about_silence() -> None:
    arrive(mailbox().inbox, [NOW - timedelta(hours=2) - 5 * number * MINUTE for number in range(2900)], "import")
    look_for_silence(NOW)
    assert alarms(NOW) == []


def test_a_date_from_the_future_does_not_deafen() -> None:
    inbox = mailbox().inbox
    arrive(inbox, [NOW - timedelta(hours=2) - 5 * number * MINUTE for number in range(2900)])
    Delivery.objects.filter(pk__in=[row.pk for row in Delivery.objects.order_by("-pk")[:1]]).update(
        received_at=NOW + timedelta(days=400)
    )
    look_for_silence(NOW)
    assert len(alarms(NOW)) == 1


def test_the_longest_standing_comes_first() -> None:
    inbox = mailbox(fault="gone", fault_since=NOW - MINUTE, tries=9).inbox
    Inbox.objects.filter(pk=inbox.pk).update(silent_since=NOW - 90 * MINUTE)
    found = alarms(NOW)
    assert [type(one) for one in found] == [Alarm, Alarm]
    assert [one.since for one in found] == [NOW - 90 * MINUTE, NOW - MINUTE]
