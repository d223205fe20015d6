"""One of several recipients is not taken for now, or sends it back: who has the mail is never sent it again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from regulars.conversations.models import Notice, Outgoing
from regulars.conversations.sending import acts, bounces, forgotten, posting, recipients, shown
from regulars.conversations.sending.recipients import HAS_IT, OFFERED, RETURNED, TURNED_DOWN, WAITING
from regulars.intake import submission
from regulars.intake.models import Inbox, Submission
from regulars.intake.submission import Answer, TurnedDown
from tests import builders, outbox, smtp
from tests.smtp import MailServer

ANA, BORIS, CHLOE = "ana@nordbake.example", "boris@veloworks.example", "chloe@samphire.example"
NOT_NOW = "450 4.2.1 come again later"
STATES = st.sampled_from([WAITING, OFFERED, HAS_IT, TURNED_DOWN, RETURNED])
ANSWERS = st.sampled_from([submission.SENT, submission.LATER, submission.REFUSED, submission.BROKEN_OFF])


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def inbox(server: MailServer) -> Inbox:
    return outbox.sending_inbox(server)


@pytest.fixture
def mail(inbox: Inbox) -> Outgoing:
    conversation = builders.conversation(builders.customer())
    return outbox.queued(conversation, cc=[["Boris", BORIS]], bcc=[["", CHLOE]])


def post(inbox: Inbox) -> None:
    """As if the wait were over."""
    Outgoing.objects.filter(state=Outgoing.QUEUED).update(send_at=timezone.now() - timedelta(seconds=1))
    outbox.post(inbox)


def states(mail: Outgoing) -> dict[str, str]:
    return {one.address: one.state for one in recipients.lines(outbox.again(mail).by_recipient)}


def taken(server: MailServer) -> list[tuple[str, ...]]:
    return [one.recipients for one in server.taken]


@given(st.dictionaries(st.sampled_from([ANA, BORIS, CHLOE]), st.tuples(STATES, st.just(""))), ANSWERS)
def test_who_has_it_keeps_it_whatever_the_server_says(each: dict[str, tuple[str, str]], outcome: str) -> None:
    went = recipients.after(each, Answer(outcome, "words"))
    assert list(went) == list(each)
    assert not recipients.any_in(went, OFFERED)
    had = {one for one, (state, _) in each.items() if state in (HAS_IT, RETURNED)}
    assert not had & set(recipients.still_to_get(went, went))


@pytest.mark.slow
@pytest.mark.django_db
def test_one_of_several_is_tried_again_alone(server: MailServer, inbox: Inbox, mail: Outgoing) -> None:
    server.tell(smtp.RCPT, "250 ok", NOT_NOW, "250 ok", NOT_NOW)
    outbox.post(inbox)
    assert taken(server) == [(ANA, CHLOE)]
    waiting = outbox.again(mail)
    assert waiting.state == Outgoing.QUEUED
    assert waiting.send_at > timezone.now()
    assert states(mail) == {ANA: HAS_IT, BORIS: WAITING, CHLOE: HAS_IT}
    assert not Notice.objects.exists(), "nothing is lost yet"
    # Still not; then it is.
    post(inbox)
    assert states(mail)[BORIS] == WAITING
    post(inbox)
    assert taken(server) == [(ANA, CHLOE), (BORIS,)]
    assert len(set(server.ids())) == 1
    assert outbox.again(mail).state == Outgoing.SENT
    assert set(states(mail).values()) == {HAS_IT}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("last", ["550 5.1.1 nobody here", NOT_NOW])
def test_who_never_takes_it_is_told_of_once(server: MailServer, inbox: Inbox, mail: Outgoing, last: str) -> None:
    server.tell(smtp.RCPT, "250 ok", NOT_NOW, "550 5.1.1 gone")
    outbox.post(inbox)
    assert states(mail) == {ANA: HAS_IT, BORIS: WAITING, CHLOE: TURNED_DOWN}
    assert Notice.objects.filter(kind="failed").count() == 1
    long_ago = timezone.now() - timedelta(days=3)
    for _ in range(5):
        mail.attempts.create(started_at=long_ago, finished_at=long_ago)
    Outgoing.objects.update(queued_at=long_ago)
    server.tell(smtp.RCPT, last)
    post(inbox)
    over = outbox.again(mail)
    assert over.state == Outgoing.SENT
    assert states(mail) == {ANA: HAS_IT, BORIS: TURNED_DOWN, CHLOE: TURNED_DOWN}
    assert BORIS in over.answer
    assert last in over.answer
    assert taken(server) == [(ANA,)]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("sent", [True, False])
def test_a_worker_that_died_when_the_server_had_it_for_some(
    server: MailServer, inbox: Inbox, mail: Outgoing, sent: bool
) -> None:
    """What is known of the envelope stands on disk before the end is said: as after kill -9 at that moment."""
    (left,) = posting.claim(Submission.objects.select_related("inbox").get(), 0, timezone.now())
    assert posting.handed(left, [ANA, BORIS, CHLOE], [TurnedDown(BORIS, NOT_NOW, for_good=False)])
    outbox.post(inbox)
    assert outbox.again(mail).state == Outgoing.UNSURE
    assert states(mail) == {ANA: OFFERED, BORIS: WAITING, CHLOE: OFFERED}
    # Who was not taken for now waits until it is known how it went with the others, however long that takes.
    Outgoing.objects.update(queued_at=timezone.now() - timedelta(days=30))
    forgotten.look_again(timezone.now())
    post(inbox)
    assert (taken(server), states(mail)[BORIS]) == ([], WAITING)
    acts.settle(outbox.again(mail), sent, builders.agent(), timezone.now())
    post(inbox)
    assert taken(server) == [(BORIS,) if sent else (ANA, BORIS, CHLOE)]
    assert outbox.again(mail).state == Outgoing.SENT


@pytest.mark.slow
@pytest.mark.django_db
def test_what_came_back_from_one_is_sent_again_to_that_one(server: MailServer, inbox: Inbox, mail: Outgoing) -> None:
    outbox.post(inbox)
    payload = {"message_id": mail.message_id, "recipient": BORIS, "status": "5.2.2", "diagnostic": "552 full"}
    assert mail.conversation is not None
    row = builders.moment(mail.conversation, None, timezone.now(), ours=False)
    row.kind, row.payload = "bounce", payload
    row.save()
    bounces.returned(row.pk, timezone.now())
    assert outbox.again(mail).state == Outgoing.BOUNCED
    assert states(mail) == {ANA: HAS_IT, BORIS: RETURNED, CHLOE: HAS_IT}
    assert acts.send_again(outbox.again(mail), builders.agent(), timezone.now()) is None
    post(inbox)
    assert taken(server) == [(ANA, BORIS, CHLOE), (BORIS,)]
    assert outbox.again(mail).state == Outgoing.SENT


@pytest.mark.django_db
def test_the_page_says_how_it_stands_with_each() -> None:
    outbox.sending_inbox()
    conversation = builders.conversation(builders.customer())
    mail = outbox.queued(conversation, cc=[["", BORIS]])
    each = {ANA: [HAS_IT, ""], BORIS: [WAITING, NOT_NOW], CHLOE: [TURNED_DOWN, "550 5.1.1 nobody"]}
    Outgoing.objects.filter(pk=mail.pk).update(by_recipient=each)
    page = builders.signed_in().get(f"/conversations/{conversation.public_id}").content.decode()
    told = page[page.index(f"state-{mail.public_id}") :]
    assert told.index(ANA) < told.index("The server has it for them.") < told.index(BORIS)
    assert told.index(BORIS) < told.index("Not taken yet; tried again:") < told.index(NOT_NOW) < told.index(CHLOE)
    assert "There is no such address." in told
    assert [one.address for one in shown.lately([conversation.pk])[0].each] == list(each)
