"""A mail on its way out: held, queued, sent, and what a server's answers make of it."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regulars.base.results import Refused
from regulars.book.models import Customer, Message, Moment
from regulars.channels.email import parse
from regulars.conversations.models import Draft, MailId, Outgoing
from regulars.conversations.sending import acts, queueing
from regulars.engine import blobs
from regulars.engine.worker import Worker
from regulars.intake.models import Inbox
from tests import builders, outbox
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def inbox(server: MailServer) -> Inbox:
    return outbox.sending_inbox(server)


def test_the_way_out(server: MailServer, inbox: Inbox) -> None:
    conversation = builders.conversation(builders.customer())
    builders.messages(conversation, ["It does not boil."], message_id="one@nordbake.example")
    outgoing = outbox.held(conversation)
    Worker().settle()
    sent = outbox.again(outgoing)
    assert sent.state == Outgoing.SENT
    assert server.ids() == [outgoing.message_id]
    assert server.taken[0].recipients == ("ana@nordbake.example",)
    mail = parse(server.taken[0].mail)
    assert mail.in_reply_to == ("one@nordbake.example",)
    assert mail.subject == "Re: The blue kettle"
    assert mail.sender.name == "Ada Byrne"
    assert mail.reply_to[0].email.startswith("help+")
    moment = Moment.objects.get(pk=sent.moment_id)
    assert (moment.direction, moment.agent, moment.conversation) == ("out", outgoing.agent, conversation)
    assert Message.objects.get(moment=moment).text.startswith("We send a new one.\n\nOn ")
    assert MailId.objects.filter(moment=moment, own=True).count() == 1
    conversation.refresh_from_db()
    assert conversation.preview == "We send a new one."


@pytest.mark.parametrize(
    ("theirs", "ours", "words"),
    [
        ("de-AT", "", "Am Freitag, 20. November 2026, 13:00 CET schrieb Ana Novak:"),
        ("", "de", "Am Freitag, 20. November 2026, 13:00 CET schrieb Ana Novak:"),
        ("en", "de", "On Friday 20 November 2026, 13:00 CET, Ana Novak wrote:"),
        ("tlh", "", "On Friday 20 November 2026, 13:00 CET, Ana Novak wrote:"),
    ],
)
def test_what_is_answered_is_led_to_in_the_readers_language(inbox: Inbox, theirs: str, ours: str, words: str) -> None:
    ana = builders.customer()
    Customer.objects.filter(pk=ana.pk).update(language=theirs)
    ada = builders.agent()
    ada.language, ada.time_zone = ours, "Europe/Berlin"
    ada.save()
    conversation = builders.conversation(ana)
    builders.messages(conversation, ["It does not boil."], message_id="one@nordbake.example")
    sent = outbox.queued(conversation)
    message = Message.objects.get(moment=sent.moment_id)
    assert words in message.text
    assert [kind for _start, _end, kind in message.folds] == ["quote"]


def test_of_a_very_long_letter_the_quote_says_that_it_ends_early(inbox: Inbox) -> None:
    conversation = builders.conversation(builders.customer())
    builders.messages(conversation, ["x" * 50_000], message_id="one@nordbake.example")
    sent = outbox.queued(conversation)
    text = Message.objects.get(moment=sent.moment_id).text
    assert text.rstrip().endswith("> […]")
    assert len(text) < 25_000


def test_what_moves_to_another_conversation_while_it_is_put_together_leaves_there(
    server: MailServer, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = builders.customer()
    here, there = builders.conversation(ana), builders.conversation(ana, "The lid")
    for place, on in enumerate((here, there)):
        builders.messages(on, [f"Letter {place}."], message_id=f"{place}@nordbake.example")
    mail, compose = outbox.held(here), queueing.compose

    def moved_meanwhile(letter: object) -> bytes:
        Outgoing.objects.filter(pk=mail.pk).update(conversation=there)
        return compose(letter)  # type: ignore[arg-type] # whatever it is given

    monkeypatch.setattr(queueing, "compose", moved_meanwhile)
    queueing.go(mail.pk, timezone.now())
    assert outbox.again(mail).state == Outgoing.HELD
    monkeypatch.undo()
    Worker().settle()
    sent = outbox.again(mail)
    assert (sent.moment.conversation, sent.state) == (there, Outgoing.SENT)
    assert b"In-Reply-To: <1@nordbake.example>" in blobs.read(sent.sha256)


def test_undone_within_ten_seconds(inbox: Inbox) -> None:
    written = outbox.draft(builders.conversation(builders.customer()))
    outgoing = acts.hold(written, written.agent, builders.NOW)
    assert isinstance(outgoing, Outgoing)
    assert acts.hold(written, written.agent, builders.NOW) == outgoing
    draft = acts.undo(outgoing, written.agent, builders.NOW)
    assert isinstance(draft, Draft)
    assert (draft.pk, draft.sent_at) == (written.pk, None)
    assert outbox.again(outgoing).state == Outgoing.UNDONE
    second = acts.hold(draft, written.agent, builders.NOW)
    assert isinstance(second, Outgoing)
    assert second != outgoing


def test_what_is_queued_is_not_undone(inbox: Inbox) -> None:
    outgoing = outbox.queued(builders.conversation(builders.customer()))
    assert outgoing.state == Outgoing.QUEUED
    assert isinstance(acts.undo(outgoing, outgoing.agent, builders.NOW), Refused)


def statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def due(count: int) -> list[int]:
    """Answers to the same customer's messages, whose time has come."""
    mails = []
    ana = Customer.objects.first() or builders.customer()
    for _ in range(count):
        conversation = builders.conversation(ana)
        number = conversation.pk
        builders.messages(conversation, [f"Kettle {number} does not boil."], message_id=f"{number}@nordbake.example")
        mails.append(outbox.held(conversation).pk)
    return mails


def test_many_are_queued_with_as_many_statements_as_few(inbox: Inbox) -> None:
    few, many = due(2), due(12)
    now = timezone.now()
    assert statements(lambda: queueing.go_all(few, now)) == statements(lambda: queueing.go_all(many, now))
    for mail in Outgoing.objects.filter(pk__in=many):
        text = parse(blobs.read(mail.sha256)).text
        assert text.count("does not boil") == text.count(f"Kettle {mail.conversation_id} does") == 1


def test_a_sent_mail_takes_few_statements(server: MailServer, inbox: Inbox) -> None:
    queueing.go_all(due(3), timezone.now())
    three = statements(lambda: outbox.post(inbox))
    queueing.go_all(due(9), timezone.now())
    nine = statements(lambda: outbox.post(inbox))
    assert len(server.taken) == 12
    # The mark before, and what came of it: its lock, the try, the mail, and the nudge in one transaction.
    assert nine - three <= 6 * 7
