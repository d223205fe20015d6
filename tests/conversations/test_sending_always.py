"""Whatever fails and whatever is repeated, in any order: nobody gets a mail twice unless a person said "send again"."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regulars.conversations.models import Outgoing
from regulars.conversations.sending import acts, forgotten, posting, queueing, recipients
from regulars.intake.models import Inbox, Submission
from tests import builders, outbox, smtp
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db
BORIS = "boris@veloworks.example"
OVER = (*Outgoing.OVER, Outgoing.UNSURE)
STEPS = st.sampled_from(
    [smtp.CONNECT, smtp.EHLO, smtp.AUTH, smtp.MAIL, smtp.RCPT, smtp.DATA, smtp.CONTENT, smtp.END, smtp.END]
)
FAULTS = st.sampled_from([smtp.DROP, "450 4.0.0 later", "550 5.0.0 never", "421 4.0.0 bye", smtp.TAKE_AND_DROP])
DEEDS = st.one_of(
    st.tuples(st.just("fault"), STEPS, FAULTS),
    st.tuples(st.sampled_from(["go", "post", "look_again", "undo", "let_go", "settle", "send_again"])),
    st.tuples(st.just("die"), st.integers(0, acts.SLOTS - 1), st.booleans()),
)


class Desk:
    """A mail, and all that can happen to it."""

    def __init__(self, server: MailServer, inbox: Inbox) -> None:
        self.server, self.inbox = server, inbox
        self.mail = outbox.held(
            builders.conversation(builders.customer("Ana", f"{timezone.now().timestamp()}@x.example")), cc=[["", BORIS]]
        )
        self.said_again = 0

    def fault(self, step: str, what: str) -> None:
        if what != smtp.TAKE_AND_DROP or step == smtp.END:
            self.server.tell(step, what)

    def go(self) -> None:
        queueing.go(self.mail.pk, timezone.now())

    def post(self) -> None:
        Outgoing.objects.filter(state=Outgoing.QUEUED).update(send_at=timezone.now() - timedelta(seconds=1))
        Submission.objects.update(resting_until=None)
        outbox.post(self.inbox)

    def look_again(self) -> None:
        forgotten.look_again(timezone.now() + timedelta(hours=5))

    def undo(self) -> None:
        acts.undo(self.mail, builders.agent(), timezone.now())

    def let_go(self) -> None:
        acts.let_go(self.mail, builders.agent(), timezone.now())

    def settle(self) -> None:
        if acts.settle(self.mail, False, builders.agent(), timezone.now()) is None:
            self.said_again += 1

    def send_again(self) -> None:
        if acts.send_again(self.mail, builders.agent(), timezone.now()) is None:
            self.said_again += 1

    def die(self, slot: int, handed: bool) -> None:
        """A worker claims what is due and is never heard of again."""
        account = Submission.objects.select_related("inbox").get()
        for attempt in posting.claim(account, slot, timezone.now()):
            if handed:
                mail = attempt.outgoing
                posting.handed(attempt, recipients.still_to_get([mail.to[0][1], BORIS], mail.by_recipient))


def live(server: MailServer, inbox: Inbox, deeds: list[tuple[str, ...]]) -> None:
    server.told.clear()
    desk = Desk(server, inbox)
    for name, *more in deeds:
        getattr(desk, name)(*more)
    server.told.clear()
    for _ in range(2):
        desk.go()
        desk.post()
    got = Counter(who for one in server.taken if one.message_id == desk.mail.message_id for who in one.recipients)
    state = outbox.again(desk.mail).state
    assert max(got.values(), default=0) <= 1 + desk.said_again
    assert state in OVER
    assert got or state != Outgoing.SENT


def run(count: int) -> None:
    with MailServer() as server:
        inbox = outbox.sending_inbox(server)
        Inbox.objects.update(ceiling=1_000_000)
        inbox.refresh_from_db()

        @settings(max_examples=count, suppress_health_check=list(HealthCheck), database=None)
        @given(st.lists(DEEDS, max_size=12))
        def lives(deeds: list[tuple[str, ...]]) -> None:
            live(server, inbox, deeds)

        lives()


@pytest.mark.slow
def test_never_twice() -> None:
    run(12)


@pytest.mark.torture
def test_never_twice_in_many_ways() -> None:
    run(400)
