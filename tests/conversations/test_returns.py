"""What comes in while mail is on its way: bounces, copies of our own mail, and an answer before a mail for later."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from regulars.base.results import Refused
from regulars.book.models import Arrival, Conversation, Message, Moment
from regulars.conversations.models import Notice, Outgoing
from regulars.conversations.sending import acts, bounces, queueing
from regulars.conversations.sending.arrivals import hold_for_news
from regulars.engine import blobs
from regulars.engine.worker import Worker
from regulars.intake.models import Inbox
from regulars.staff.models import Agent
from tests import builders, mails, outbox
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
    sent = outbox.queued(builders.conversation(builders.customer()))
    outbox.post(inbox)
    return outbox.again(sent)


def bounce(
    message_id: str, action: str = "failed", status: str = "5.1.1", recipient: str = "ana@nordbake.example"
) -> bytes:
    return "\r\n".join(
        [
            "From: MAILER-DAEMON@mail.example",
            "To: help@desk.example",
            "Subject: Undelivered Mail Returned to Sender",
            f"Message-ID: <{action}.{status}.{message_id}>",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
            "",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mail.example",
            "",
            f"Final-Recipient: rfc822; {recipient}",
            f"Action: {action}",
            f"Status: {status}",
            f"Diagnostic-Code: smtp; 550 {status} user unknown",
            "",
            "--b",
            "Content-Type: text/rfc822-headers",
            "",
            f"Message-ID: <{message_id}>" if message_id else "Subject: x",
            "",
            "--b--",
            "",
        ]
    ).encode()


def test_a_bounce_tells_who_wrote_and_marks_the_address(mail: Outgoing, server: MailServer) -> None:
    mails.take_in(bounce(mail.message_id), now=timezone.now())
    Worker().settle()
    back = outbox.again(mail)
    assert (back.state, back.answer) == (Outgoing.BOUNCED, "550 5.1.1 user unknown")
    notice = Notice.objects.get(agent=mail.agent)
    assert (notice.kind, notice.outgoing) == ("bounced", back)
    assert bounces.undeliverable(["ana@nordbake.example"]) == {"ana@nordbake.example": "There is no such address."}
    refused = acts.hold(outbox.draft(mail.conversation), mail.agent, timezone.now())
    assert isinstance(refused, Refused)
    assert refused.field == "to"
    acts.send_again(back, mail.agent, timezone.now())
    assert bounces.undeliverable(["ana@nordbake.example"]) == {}
    assert len(server.taken) == 1


@pytest.mark.sqlite
def test_a_bounce_of_who_has_left_the_desk_tells_a_lead(mail: Outgoing) -> None:
    leo, nia = builders.agent("lead"), builders.agent("night-shift")
    Agent.objects.filter(pk=mail.agent_id).update(is_active=False)
    mails.take_in(bounce(mail.message_id), now=timezone.now())
    Worker().settle()
    assert [notice.agent for notice in Notice.objects.filter(kind="bounced")] == [leo]
    assert not nia.may("mail.release")


@pytest.mark.sqlite
def test_who_writes_again_is_reachable(mail: Outgoing) -> None:
    mails.take_in(bounce(mail.message_id), now=timezone.now())
    Worker().settle()
    later = timezone.now() + timedelta(hours=1)
    mails.take_in(mails.mail(date=f"{later:%a, %d %b %Y %H:%M:%S} +0000"), now=later)
    assert bounces.undeliverable(["ana@nordbake.example"]) == {}


def test_a_delay_and_a_forged_bounce_change_nothing(mail: Outgoing) -> None:
    mails.take_in(bounce(mail.message_id, action="delayed", status="4.4.1"), now=timezone.now())
    mails.take_in(bounce("somebody@else.example", recipient="chloe@samphire.example"), now=timezone.now())
    Worker().settle()
    assert outbox.again(mail).state == Outgoing.SENT
    assert bounces.undeliverable(["chloe@samphire.example"]) == {}
    assert not Notice.objects.exists()


def test_our_own_mail_that_comes_back_is_the_same_moment(mail: Outgoing, server: MailServer) -> None:
    other = mails.inbox(mails.SHOP)
    sent = server.taken[0].mail
    for raw in (sent, b"Received: by list.example\r\nX-Copy: yes\r\n" + sent):
        mails.take_in(raw, now=timezone.now())
        mails.take_in(raw, to=other.address, now=timezone.now())
    assert Moment.objects.filter(direction="out").count() == 1
    assert Conversation.objects.count() == 1
    assert Arrival.objects.filter(moment=mail.moment).count() == 4
    forged = sent.replace(b"We send a new one", b"We send no new one")
    mails.take_in(forged, now=timezone.now())
    assert Moment.objects.filter(direction="out").count() == 2


def test_the_raw_mail_can_be_had(mail: Outgoing) -> None:
    answer = builders.signed_in().get(f"/messages/{mail.moment.public_id}/raw")
    assert b"".join(answer.streaming_content) == blobs.read(mail.sha256)
    assert builders.signed_in().get(f"/messages/{mail.moment.public_id}/as-sent").status_code == 200


def test_an_answer_finds_back(mail: Outgoing) -> None:
    now = timezone.now()
    mails.take_in(mails.reply(mail.message_id, mails.CHLOE, message_id="c@samphire.example"), now=now)
    mails.take_in(mails.reply(mail.message_id, message_id="a@nordbake.example"), now=now)
    assert Message.objects.get(message_id="a@nordbake.example").moment.conversation == mail.conversation
    assert Message.objects.get(message_id="c@samphire.example").moment.conversation != mail.conversation


def test_an_answer_holds_what_was_meant_for_later(inbox: Inbox) -> None:
    now = timezone.now()
    mails.take_in(mails.mail(), now=now - timedelta(hours=1))
    conversation = Conversation.objects.get()
    written = outbox.draft(conversation)
    mail = acts.hold(written, written.agent, now - timedelta(minutes=30), send_at=now + timedelta(hours=1))
    assert isinstance(mail, Outgoing)
    hold_for_news(mail.pk, now)
    assert outbox.again(mail).held_for == ""
    mails.take_in(mails.reply("one@nordbake.example", message_id="two@nordbake.example"), now=now)
    Worker().settle()
    assert outbox.again(mail).held_for == "news"
    assert Notice.objects.filter(agent=written.agent, kind="held").count() == 1
    assert acts.let_go(mail, written.agent, now) is None
    queueing.go(mail.pk, now)
    assert outbox.again(mail).state == Outgoing.QUEUED


def test_a_bounce_marks_nobody_to_whom_nothing_was_sent(inbox: Inbox) -> None:
    both = [outbox.ANA, ["Chloe Dubois", "chloe@samphire.example"]]
    mail = outbox.queued(builders.conversation(builders.customer()), to=both)
    outbox.post(inbox)
    mails.take_in(bounce(mail.message_id, recipient="boris@veloworks.example"), now=timezone.now())
    Worker().settle()
    assert outbox.again(mail).state == Outgoing.BOUNCED
    assert bounces.undeliverable(["boris@veloworks.example"]) == {}
