"""Servers that refuse, hang and drop the line; workers that die; two at once; a clock that moves. Always one mail."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from regulars.conversations.models import Attempt, Notice, Outgoing
from regulars.conversations.sending import acts, forgotten, outcomes, posting, queueing
from regulars.engine import blobs
from regulars.engine.blobs import BlobStoreFull
from regulars.engine.models import Job
from regulars.intake import submission
from regulars.intake.models import Inbox, Submission
from tests import builders, outbox, smtp
from tests.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def inbox(server: MailServer) -> Inbox:
    return outbox.sending_inbox(server)


@pytest.fixture
def mail(inbox: Inbox) -> Outgoing:
    return outbox.queued(builders.conversation(builders.customer()))


def due_now() -> None:
    """As if the wait were over."""
    Outgoing.objects.filter(state=Outgoing.QUEUED).update(send_at=timezone.now() - timedelta(seconds=1))
    Submission.objects.update(resting_until=None)


@pytest.mark.parametrize("step", [smtp.MAIL, smtp.RCPT, smtp.DATA, smtp.END])
def test_refused_for_now_is_tried_later(server: MailServer, inbox: Inbox, mail: Outgoing, step: str) -> None:
    server.tell(step, "450 4.7.1 come again later")
    outbox.post(inbox)
    waiting = outbox.again(mail)
    assert (waiting.state, waiting.answer) == (Outgoing.QUEUED, "450 4.7.1 come again later")
    assert timedelta(seconds=30) < waiting.send_at - timezone.now() < timedelta(seconds=90)
    due_now()
    outbox.post(inbox)
    assert outbox.again(mail).state == Outgoing.SENT
    assert len(server.taken) == 1


@pytest.mark.parametrize("step", [smtp.MAIL, smtp.RCPT, smtp.DATA, smtp.END])
def test_refused_for_good_is_told(server: MailServer, inbox: Inbox, mail: Outgoing, step: str) -> None:
    server.tell(step, "550 5.1.1 no such user here")
    outbox.post(inbox)
    assert outbox.again(mail).state == Outgoing.FAILED
    notice = Notice.objects.get(agent=mail.agent)
    assert (notice.kind, notice.words) == ("failed", "550 5.1.1 no such user here")
    assert acts.send_again(mail, builders.agent(), timezone.now()) is None
    assert acts.send_again(mail, builders.agent("lead"), timezone.now()) is not None
    outbox.post(inbox)
    assert outbox.again(mail).state == Outgoing.SENT


@pytest.mark.parametrize("step", [smtp.CONNECT, smtp.EHLO, smtp.AUTH, smtp.MAIL, smtp.RCPT, smtp.DATA])
def test_a_line_that_drops_early_costs_nothing(server: MailServer, inbox: Inbox, mail: Outgoing, step: str) -> None:
    server.tell(step, *[smtp.DROP] * 2)
    outbox.post(inbox)
    assert outbox.again(mail).state == Outgoing.QUEUED
    server.told.clear()
    due_now()
    outbox.post(inbox)
    assert outbox.again(mail).state == Outgoing.SENT
    assert len(server.taken) == 1


def test_a_line_that_drops_before_the_end_is_said(
    server: MailServer, inbox: Inbox, mail: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = posting.handed

    def handed_late(attempt: Attempt, *envelope: Any) -> bool:
        server.wait_for_end()
        return handed(attempt, *envelope)

    monkeypatch.setattr(posting, "handed", handed_late)
    server.tell(smtp.CONTENT, smtp.DROP)
    posting.post(inbox.pk, 0)
    assert outbox.again(mail).state == Outgoing.QUEUED
    due_now()
    monkeypatch.undo()
    posting.post(inbox.pk, 0)
    assert len(server.taken) == 1


@pytest.mark.parametrize(("what", "taken"), [(smtp.DROP, 0), (smtp.TAKE_AND_DROP, 1)])
def test_dropped_before_the_last_answer_nobody_knows(
    server: MailServer, inbox: Inbox, mail: Outgoing, what: str, taken: int
) -> None:
    server.tell(smtp.END, what)
    outbox.post(inbox)
    assert outbox.again(mail).state == Outgoing.UNSURE
    due_now()
    outbox.post(inbox)
    forgotten.look_again(timezone.now() + timedelta(days=3))
    outbox.post(inbox)
    assert len(server.taken) == taken
    assert acts.settle(mail, False, builders.agent(), timezone.now()) is None
    assert acts.settle(mail, False, builders.agent(), timezone.now()) is not None
    outbox.post(inbox)
    assert outbox.again(mail).state == Outgoing.SENT
    assert len(server.taken) == taken + 1


@pytest.mark.parametrize("step", [smtp.CONNECT, smtp.AUTH, smtp.RCPT, smtp.END])
def test_a_server_that_hangs(
    server: MailServer, inbox: Inbox, mail: Outgoing, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.tell(step, smtp.HANG)
    # On a busy machine the server may not have come to that step when its time is over.
    for patience in (0.1, 1.0, 10.0, 100.0):
        monkeypatch.setattr(submission, "SECONDS_FOR_THE_LAST_WORD", patience)
        monkeypatch.setattr(submission.log_in, "__defaults__", (patience,))
        posting.post(inbox.pk, 0)
        if server.hung:
            break
        due_now()
    assert outbox.again(mail).state == (Outgoing.UNSURE if step == smtp.END else Outgoing.QUEUED)
    assert server.taken == []
    account, connections = Submission.objects.get(), server.connections
    assert account.fault
    assert account.resting_until is not None
    outbox.queued(mail.conversation)
    outbox.post(inbox)
    assert server.connections == connections, "others have their turn meanwhile"


def test_a_server_that_is_gone_is_left_alone(server: MailServer, inbox: Inbox, mail: Outgoing) -> None:
    server.stop()
    posting.post(inbox.pk, 0)
    account = Submission.objects.get()
    assert account.fault
    assert account.tries == 1
    assert account.resting_until is not None
    posting.post(inbox.pk, 0)
    posting.post(inbox.pk, 1)
    assert Submission.objects.get().tries == 1
    assert outbox.again(mail).state == Outgoing.QUEUED
    assert not Attempt.objects.exists()


def test_a_refused_login_is_a_fault_of_the_inbox(server: MailServer, inbox: Inbox, mail: Outgoing) -> None:
    server.password = "another one"
    outbox.post(inbox)
    account = Submission.objects.get()
    assert (account.refused, account.fault) == (True, "535 5.7.8 Username and password do not fit")
    assert outbox.again(mail).state == Outgoing.QUEUED
    server.password = outbox.PASSWORD
    due_now()
    outbox.post(inbox)
    assert outbox.again(mail).state == Outgoing.SENT
    assert not Submission.objects.get().fault


def test_nobody_answers_for_days(inbox: Inbox, mail: Outgoing, server: MailServer) -> None:
    server.stop()
    long_ago = timezone.now() - timedelta(days=3)
    Outgoing.objects.update(queued_at=long_ago)
    Submission.objects.update(fault_since=long_ago, tries=9)
    posting.post(inbox.pk, 0)
    assert outbox.again(mail).state == Outgoing.FAILED
    assert Notice.objects.filter(kind="failed").count() == 1


def test_partly_refused_is_told(server: MailServer, inbox: Inbox) -> None:
    mail = outbox.queued(
        builders.conversation(builders.customer()),
        cc=[["", "gone@veloworks.example"]],
        bcc=[["", "chloe@samphire.example"]],
    )
    server.tell(smtp.RCPT, "250 ok", "550 5.1.1 nobody here", "250 ok")
    outbox.post(inbox)
    sent = outbox.again(mail)
    assert sent.state == Outgoing.SENT
    assert "gone@veloworks.example" in sent.answer
    assert server.taken[0].recipients == ("ana@nordbake.example", "chloe@samphire.example")
    assert b"chloe" not in server.taken[0].mail
    assert Notice.objects.filter(kind="failed").count() == 1


def test_a_worker_that_died_before_the_end_was_said(server: MailServer, inbox: Inbox, mail: Outgoing) -> None:
    account = Submission.objects.select_related("inbox").get()
    (left,) = posting.claim(account, 0, timezone.now())
    posting.post(inbox.pk, 1)
    assert server.taken == []
    posting.post(inbox.pk, 0)
    assert outbox.again(mail).state == Outgoing.SENT
    # It wakes up, and may not say the end any more.
    assert not posting.handed(left)
    outcomes.settle(left, submission.Answer(submission.BROKEN_OFF), timezone.now(), 0)
    assert outbox.again(mail).state == Outgoing.SENT
    assert len(server.taken) == 1


def test_a_worker_that_died_after_the_end_was_said(server: MailServer, inbox: Inbox, mail: Outgoing) -> None:
    account = Submission.objects.select_related("inbox").get()
    (left,) = posting.claim(account, 0, timezone.now())
    assert posting.handed(left)
    outbox.post(inbox)
    assert outbox.again(mail).state == Outgoing.UNSURE
    assert server.taken == []
    # It was only slow: what it has heard counts.
    outcomes.settle(left, submission.Answer(submission.SENT, "250 ok"), timezone.now(), 0)
    assert outbox.again(mail).state == Outgoing.SENT


def test_a_full_disk_queues_nothing(inbox: Inbox, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    held = outbox.held(builders.conversation(builders.customer()))

    def full(contents: Sequence[bytes]) -> list[str]:
        raise BlobStoreFull(28, "no room left in the file store")

    with monkeypatch.context() as patched:
        patched.setattr(blobs, "put_many", full)
        with pytest.raises(BlobStoreFull):
            queueing.go(held.pk, timezone.now())
    assert (outbox.again(held).state, outbox.again(held).moment) == (Outgoing.HELD, None)
    queueing.go(held.pk, timezone.now())
    outbox.post(inbox)
    assert outbox.again(held).state == Outgoing.SENT


def test_everything_asked_for_again_and_again(server: MailServer, inbox: Inbox) -> None:
    held = outbox.held(builders.conversation(builders.customer()))
    for _ in range(3):
        queueing.go(held.pk, timezone.now())
    for _ in range(3):
        outbox.post(inbox)
        acts.let_go(held, builders.agent(), timezone.now())
        forgotten.look_again(timezone.now())
        queueing.go(held.pk, timezone.now())
    assert len(server.taken) == 1
    assert outbox.again(held).moment is not None


def test_a_clock_that_was_put_back(server: MailServer, inbox: Inbox) -> None:
    now = timezone.now()
    held = outbox.held(builders.conversation(builders.customer()), now=now + timedelta(days=400))
    queueing.go(held.pk, now)
    assert outbox.again(held).state == Outgoing.HELD
    forgotten.look_again(now)
    later = now + timedelta(seconds=11)
    assert outbox.again(held).send_at < later
    queueing.go(held.pk, later)
    assert outbox.again(held).state == Outgoing.QUEUED
    Outgoing.objects.update(send_at=now + timedelta(days=400))
    forgotten.look_again(now)
    outbox.post(inbox)
    assert outbox.again(held).state == Outgoing.SENT


def test_what_lost_its_job_is_asked_for_again(inbox: Inbox, mail: Outgoing) -> None:
    Job.objects.all().delete()
    outbox.held(builders.conversation(builders.customer("Boris Okafor", "boris@veloworks.example")))
    Job.objects.all().delete()
    forgotten.look_again(timezone.now())
    assert set(Job.objects.values_list("kind", flat=True)) == {"mail.go", "mail.send"}


def test_what_has_its_job_is_left_to_it(inbox: Inbox) -> None:
    for number in range(2):
        outbox.held(builders.conversation(builders.customer(f"C{number}", f"c{number}@veloworks.example")))
    running, waiting = Job.objects.order_by("pk")
    Job.objects.filter(pk=running.pk).update(state="running")
    # The clock was put back after it was asked for.
    Job.objects.filter(pk=waiting.pk).update(run_at=timezone.now() + timedelta(days=400))
    forgotten.look_again(timezone.now())
    again = dict(Job.objects.values_list("pk", "again"))
    assert again == {running.pk: False, waiting.pk: False}
    assert Job.objects.get(pk=waiting.pk).run_at <= timezone.now()
