"""What pages show of mail on its way out, and their buttons."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone

from regulars.base.results import Refused
from regulars.channels.contract import Address
from regulars.conversations.models import Notice, Outgoing
from regulars.conversations.sending import acts, forgotten, queueing, shown
from regulars.conversations.sending.automatic import automatic
from regulars.engine.models import AuditEntry
from regulars.engine.worker import Worker
from regulars.intake import sending
from regulars.intake.models import Stop, Submission
from tests import builders, outbox
from tests.conversations.sending_inbox import connect
from tests.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PIECE = '{% from "conversations/_outgoing.html" import state %}{{ state(mail, request, csrf_input) }}'


def test_a_held_mail_is_shown_with_its_undo() -> None:
    outbox.sending_inbox()
    conversation = builders.conversation(builders.customer())
    mail = outbox.held(conversation)
    (one,) = shown.under_way([conversation.pk])
    assert (one.public_id, one.to, one.agent) == (mail.public_id, ("Ana Novak",), "Ada Byrne")
    assert not one.for_later
    client = builders.signed_in("agent")
    answer = client.post(f"/outgoing/{mail.public_id}/undo")
    assert answer.status_code == 302
    assert outbox.again(mail).state == Outgoing.UNDONE
    assert shown.under_way([conversation.pk]) == []
    assert shown.lately([conversation.pk]) == []


def test_a_new_inbox_holds_until_a_lead_lets_it_go() -> None:
    inbox = outbox.sending_inbox()
    with transaction.atomic():
        sending.put(inbox, Stop.NEW, builders.NOW)
    mail = outbox.queued(builders.conversation(builders.customer()))
    assert (mail.state, mail.held_for) == (Outgoing.HELD, "new")
    assert builders.signed_in("agent").post(f"/outgoing/{mail.public_id}/go").status_code == 403
    lead = builders.signed_in("lead")
    page = lead.get("/held")
    assert b"We send a new one." in page.content
    lead.post("/held/go", {"mail": [mail.public_id]})
    queueing.go(mail.pk, outbox.again(mail).send_at)
    assert outbox.again(mail).state == Outgoing.QUEUED
    assert b"Nothing is held" in lead.get("/held").content


@pytest.mark.parametrize("kind", [Stop.NEW, Stop.CEILING])
def test_one_mail_that_is_let_go_leaves_while_the_others_stay(kind: str) -> None:
    with MailServer() as server:
        inbox = outbox.sending_inbox(server)
        ana = builders.customer()
        queued = outbox.queued(builders.conversation(ana, "Before"))
        with transaction.atomic():
            sending.put(inbox, kind, timezone.now())
        mail, other = (outbox.queued(builders.conversation(ana, subject)) for subject in ("The first", "The second"))
        assert acts.let_go(mail, builders.agent("lead"), timezone.now()) is None
        Worker().settle()
        assert server.ids() == [mail.message_id]
        assert [outbox.again(one).state for one in (mail, other, queued)] == ["sent", "held", "queued"]
        sending.stop(inbox, builders.agent("lead"), timezone.now())
        Outgoing.objects.filter(pk=mail.pk).update(state=Outgoing.QUEUED)
        outbox.post(inbox)
        assert outbox.again(mail).state == Outgoing.QUEUED, "a person's stop holds all of them"


def test_a_stop_holds_also_what_somebody_let_go_and_leaves_a_trail() -> None:
    inbox = outbox.sending_inbox()
    lead = builders.agent("lead")
    sending.stop(None, lead, builders.NOW)
    sending.stop(None, lead, builders.NOW)
    mail = outbox.queued(builders.conversation(builders.customer()))
    assert mail.held_for == "person"
    assert isinstance(acts.let_go(mail, lead, builders.NOW), Refused)
    assert sending.release(None, lead, builders.NOW)
    assert not sending.release(None, lead, builders.NOW)
    Worker().settle()
    assert outbox.again(mail).held_for == ""
    assert sending.stopped(inbox) == []
    assert list(AuditEntry.objects.order_by("number").values_list("act", flat=True)) == [
        "sending.stopped",
        "sending.released",
    ]


def test_the_ceiling_trips_once_and_leads_hear_of_it() -> None:
    inbox = outbox.sending_inbox()
    inbox.ceiling = 2
    inbox.save()
    lead = builders.agent("lead")
    ana = builders.customer()
    mails = [outbox.queued(builders.conversation(ana, f"Matter {number}")) for number in range(4)]
    assert [mail.held_for for mail in mails] == ["", "", "ceiling", "ceiling"]
    assert [stop.kind for stop in sending.stopped(inbox)] == ["ceiling"]
    assert Notice.objects.filter(agent=lead, kind="held").count() == 1
    sending.release(inbox, lead, timezone.now())
    forgotten.let_go_on(inbox.pk, timezone.now())
    queueing.go(mails[2].pk, timezone.now())
    assert outbox.again(mails[2]).state == Outgoing.QUEUED


def test_states_in_words() -> None:
    outbox.sending_inbox()
    conversation = builders.conversation(builders.customer())
    mail = outbox.queued(conversation)
    request = RequestFactory().get("/")
    request.user = builders.agent()
    piece = engines.all()[0].env.from_string(PIECE)
    for state, answer, words in (
        ("failed", "550 5.1.1 no", "Not sent"),
        ("bounced", "552 5.2.2 full", "The mailbox is full."),
        ("unsure", "", "Perhaps sent"),
        ("sent", "250 ok", "Sent"),
        ("queued", "450 later", "Queued"),
    ):
        Outgoing.objects.filter(pk=mail.pk).update(state=state, answer=answer)
        found = shown.states([mail.moment_id])[mail.moment_id]
        said = piece.render(mail=found, request=request, csrf_input="")
        assert words in said
        assert shown.lately([conversation.pk]) == [found]


@pytest.mark.sqlite
@pytest.mark.parametrize("held_for", ["", "news"])
def test_who_may_not_release_mail_cannot_hurry_past_what_holds_it(held_for: str) -> None:
    inbox = outbox.sending_inbox()
    agent = builders.signed_in("agent")
    late = timezone.now() + timedelta(days=1)
    mail = outbox.held(builders.conversation(builders.customer()), now=timezone.now())
    Outgoing.objects.filter(pk=mail.pk).update(send_at=late, held_for=held_for)
    with transaction.atomic():
        sending.put(inbox, Stop.NEW, timezone.now())
    agent.post(f"/outgoing/{mail.public_id}/go")
    queueing.go(mail.pk, late)
    assert outbox.again(mail).state == Outgoing.HELD, "a new inbox waits for who may let it go"
    Stop.objects.all().delete()
    inbox.ceiling = 0
    inbox.save()
    agent.post(f"/outgoing/{mail.public_id}/go")
    queueing.go(mail.pk, late)
    assert outbox.again(mail).state == Outgoing.HELD, "the hour's ceiling holds, too"
    builders.signed_in("lead").post(f"/outgoing/{mail.public_id}/go")
    queueing.go(mail.pk, late)
    assert outbox.again(mail).state == Outgoing.QUEUED


def test_the_page_of_held_mail_shows_nobody_the_way_to_a_seat() -> None:
    outbox.sending_inbox()
    mail = automatic("invitation", Address("", "mo@veloworks.example"), "Your seat", "Here: /join/abc", timezone.now())
    assert isinstance(mail, Outgoing)
    Outgoing.objects.update(held_for="new")
    page = builders.signed_in("lead").get("/held").content.decode()
    assert "mo@veloworks.example" in page
    assert "/join/abc" not in page


def invitation(**columns: str) -> Outgoing:
    outbox.sending_inbox()
    mail = automatic("invitation", Address("", "mo@veloworks.example"), "Your seat", "Here: /join/abc", timezone.now())
    assert isinstance(mail, Outgoing)
    Outgoing.objects.filter(pk=mail.pk).update(settled_at=timezone.now(), **columns)
    return mail


@pytest.mark.parametrize(
    ("state", "said", "way"),
    [
        ("failed", "Not sent.", "again"),
        ("bounced", "It came back.", "again"),
        ("unsure", "Perhaps sent", "settle/sent"),
    ],
)
def test_what_the_desk_wrote_by_itself_and_did_not_arrive_is_shown(state: str, said: str, way: str) -> None:
    mail = invitation(state=state, answer="550 5.1.1 nobody here")
    lead = builders.signed_in("lead")
    page = lead.get("/held").content.decode()
    assert said in page
    assert "mo@veloworks.example" in page
    assert "/join/abc" not in page
    assert lead.post(f"/outgoing/{mail.public_id}/{way}").url == "/held"
    assert "mo@veloworks.example" not in lead.get("/held").content.decode()
    assert outbox.again(mail).state == ("sent" if way == "settle/sent" else "held")


def test_what_the_desk_wrote_by_itself_can_be_kept_from_leaving() -> None:
    mail = invitation(held_for="new")
    lead = builders.signed_in("lead")
    lead.post(f"/outgoing/{mail.public_id}/undo?from=held")
    page = lead.get("/held").content.decode()
    assert "Taken back. It is not sent." in page
    assert "mo@veloworks.example" not in page
    queueing.go(mail.pk, timezone.now() + timedelta(days=1))
    assert outbox.again(mail).state == Outgoing.UNDONE


def test_that_an_inbox_cannot_send_is_said_before_anything_is_written() -> None:
    on = builders.conversation(builders.customer())
    connect(on.inbox)
    said = "No mail goes out of help@desk.example yet"
    address = f"/conversations/{on.public_id}"
    assert said not in builders.signed_in().get(address).content.decode()
    Submission.objects.all().delete()
    shown = builders.signed_in().get(address).content.decode()
    assert said in shown
    assert f'href="/inboxes/{on.inbox.public_id}"' in shown
