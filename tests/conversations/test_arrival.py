"""When mail came, what comes twice, and what the database or the disk refuses."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from regulars.base.results import Refused
from regulars.book.models import Conversation, Identity, Moment
from regulars.channels.contract import Inbound
from regulars.conversations.filing import acts as filing
from regulars.conversations.filing import plan as planning
from regulars.conversations.filing.sheet import Counts
from regulars.conversations.filing.sides import Mail
from regulars.conversations.models import Event
from regulars.conversations.releasing import release
from regulars.conversations.tasks import file_forgotten
from regulars.engine import blobs, claims
from regulars.engine.models import Job
from regulars.engine.worker import Worker
from regulars.intake.acts import Raw, keep, record
from regulars.intake.models import Delivery
from regulars.staff.models import Agent
from tests.mails import NOW, inbox, mail, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOBODYS = mail().replace(b"From: Ana Novak <ana@nordbake.example>\r\n", b"")


@pytest.fixture
def ada() -> Agent:
    """An agent."""
    return Agent.objects.create(email="ada@desk.example", name="Ada")


def stored(*raws: bytes) -> list[int]:
    """Live mail that nobody has filed."""
    return record(keep([Raw(inbox().pk, raw) for raw in raws]), "lmtp", NOW, later=False)


def test_mail_came_when_it_was_stored_not_when_it_was_filed() -> None:
    """A worker was down for three days, or somebody released it later: without a date of its own, the day it came."""
    ids = stored(mail(date=""))
    filing.file_deliveries(ids, NOW + timedelta(days=3))
    moment = Moment.objects.get()
    assert (moment.at, moment.received_at, moment.recorded_at) == (NOW, NOW, NOW + timedelta(days=3))


def test_a_clock_that_stands_still_does_not_bury_new_mail() -> None:
    """Live mail from the year 2000 is on top of the inbox, with its sender's word kept; as history it stays there."""
    take_in(mail(date="Sat, 01 Jan 2000 00:00:00 +0000"))
    moment = Moment.objects.get()
    assert (moment.at, moment.said_at) == (NOW, datetime(2000, 1, 1, tzinfo=UTC))
    take_in(mail(date="Sat, 01 Jan 2000 00:00:00 +0000", message_id="two"), history=True)
    assert Moment.objects.order_by("id")[1].at == datetime(2000, 1, 1, tzinfo=UTC)


def test_what_is_in_quarantine_comes_again_as_a_duplicate() -> None:
    """A mailbox imported twice fills the quarantine once; bytes without form and mails without a sender alike."""
    raws = (b"\x00\x01\x02\x03" * 50, NOBODYS)
    assert take_in(*raws) == Counts(quarantined=2)
    assert take_in(*raws) == Counts(duplicates=2)
    assert take_in(*raws, to="shop@desk.example") == Counts(quarantined=2)


@pytest.mark.parametrize("raw", [b"\x00\x01\x02\x03" * 50, NOBODYS])
def test_what_was_released_comes_again_as_a_duplicate(ada: Agent, raw: bytes) -> None:
    """Through another inbox it is filed there, on the moment that a person made of it."""
    take_in(raw)
    made = release(Delivery.objects.get(), "ana@nordbake.example", "Ana", "Scrap", ada, NOW)
    assert isinstance(made, Conversation)
    assert Event.objects.get(kind="released").agent == ada
    assert take_in(raw) == Counts(duplicates=1)
    assert take_in(raw, to="shop@desk.example") == Counts(filed=1)
    assert Moment.objects.count() == 1


def test_a_release_without_the_raw_mail_is_refused(ada: Agent) -> None:
    """Somebody deleted the file."""
    take_in(NOBODYS)
    delivery = Delivery.objects.get()
    blobs.delete(delivery.sha256)
    assert isinstance(release(delivery, "ana@nordbake.example", "Ana", "", ada, NOW), Refused)
    delivery.refresh_from_db()
    assert delivery.state == Delivery.QUARANTINED


def test_what_the_database_refused_is_released_as_its_bytes(ada: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the parser made of it is refused again; the person gets a conversation all the same."""
    preview = planning.rows.rules.preview

    def refuse(content: Inbound) -> str:
        if not content.id_was_missing:
            raise ValueError("cannot be encoded")
        return preview(content)

    monkeypatch.setattr(planning.rows.rules, "preview", refuse)
    assert take_in(mail()) == Counts(quarantined=1)
    made = release(Delivery.objects.get(), "ana@nordbake.example", "Ana", "", ada, NOW)
    assert isinstance(made, Conversation)
    assert "It does not boil." in made.moments.get().messages.get().text


def test_a_fault_of_our_own_costs_one_mail_its_filing_and_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is, it goes to quarantine: left waiting, it would stop all that comes behind it, every minute."""
    carriers = planning.carriers

    def break_on(mail: Mail) -> frozenset[str]:
        if mail.content.subject == "Poison":
            raise RuntimeError("a fault of ours")
        return carriers(mail)

    monkeypatch.setattr(planning, "carriers", break_on)
    assert take_in(mail(), mail(subject="Poison", message_id="p"), mail(message_id="c", text="c")) == Counts(2, 1)
    assert Delivery.objects.get(state=Delivery.QUARANTINED).detail == "RuntimeError: a fault of ours"


def test_a_clash_with_somebody_elses_row_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single mail whose sender became known in the same moment through a page."""
    write, tries = filing.write, iter((ValueError("a clash"),))

    def clash_once(sheet: filing.Sheet) -> None:
        if fault := next(tries, None):
            raise fault
        write(sheet)

    monkeypatch.setattr(filing, "write", clash_once)
    assert take_in(mail()) == Counts(filed=1)


def test_large_mails_are_not_all_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred that wait may be five gigabytes."""
    sizes: list[int] = []
    arrive = filing.arrive

    def watched(part: list[Delivery]) -> list[filing.Arrived]:
        sizes.append(len(part))
        return arrive(part)

    monkeypatch.setattr(filing, "arrive", watched)
    monkeypatch.setattr(filing, "BYTES_AT_ONCE", 700)
    assert take_in(*(mail(text=str(number), message_id=str(number)) for number in range(7))) == Counts(filed=7)
    assert sizes == [2, 2, 2, 1] or max(sizes) <= 3


def test_all_that_was_forgotten_is_filed_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk was full for a day; two hundred a minute would take another one."""
    monkeypatch.setattr("regulars.conversations.tasks.AT_ONCE", 3)
    stored(*(mail(text=str(number), message_id=str(number)) for number in range(8)))
    file_forgotten.run({})
    Worker().settle()
    assert not Delivery.objects.filter(state=Delivery.WAITING).exists()


def test_an_address_was_seen_from_its_first_mail_to_its_last() -> None:
    """Whatever the order in which they come."""
    take_in(mail())
    take_in(mail(message_id="two", date="Mon, 05 Jan 2026 08:00:00 +0000"), history=True)
    take_in(mail(message_id="three", date="Fri, 20 Nov 2026 11:00:00 +0000"))
    identity = Identity.objects.get()
    assert identity.first_seen == datetime(2026, 1, 5, 8, tzinfo=UTC)
    assert identity.last_seen == datetime(2026, 11, 20, 11, tzinfo=UTC)


def test_a_mail_that_kills_the_worker_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends in quarantine, and those that came with it in their books, however often the forgotten are looked for."""

    class Killed(BaseException):
        """As the kernel does it where memory is short."""

    real = filing.read

    def read(delivery: Delivery) -> object:
        if delivery.envelope_sender:
            raise Killed
        return real(delivery)

    monkeypatch.setattr(filing, "read", read)
    raws = [mail(text=str(number), message_id=str(number)) for number in range(4)]
    record(
        keep([Raw(inbox().pk, raw, envelope_sender="x@y.example" * (at == 1)) for at, raw in enumerate(raws)]),
        "imap",
        NOW,
    )
    for _ in range(20):
        worker = Worker(lease=-1)
        # One by one, as a worker that was just started claims them.
        with suppress(Killed):
            while worker.run_due(1):
                continue
        claims.take_from_the_dead(timezone.now())
        file_forgotten.run({})
    states = Delivery.objects.order_by("pk").values_list("state", "cause")
    assert list(states) == [("filed", ""), ("quarantined", "deadly"), ("filed", ""), ("filed", "")]
    assert not Job.objects.exclude(kind__startswith="every.").exists()
