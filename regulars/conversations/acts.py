"""Verbs of conversations. Each is one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.models import Conversation, Moment
from regulars.channels import registered
from regulars.channels.contract import Address, Inbound, Unreadable
from regulars.conversations.filing.known import load
from regulars.conversations.filing.plan import plan
from regulars.conversations.filing.sheet import Arrived, Counts, Sheet
from regulars.conversations.filing.write import write
from regulars.conversations.models import Event, Link
from regulars.engine import blobs, outbox
from regulars.intake.models import Delivery
from regulars.staff.models import Agent

FILING_LOCK = 7_204_002


def file_deliveries(ids: Sequence[int], now: datetime) -> Counts:
    """File the deliveries that still wait among `ids`, in that order; how many went where.

    What has been filed already is left alone, so a repeated job is harmless.
    Raises OperationalError where the database is gone; then nothing has changed.
    """
    waiting = Delivery.objects.filter(pk__in=ids, state=Delivery.WAITING).in_bulk()
    return file_arrived([arrive(waiting[pk]) for pk in ids if pk in waiting], now)


def arrive(delivery: Delivery) -> Arrived:
    """Read and parse one delivery, and put its files on disk. Touches no row."""
    try:
        raw = blobs.read(delivery.sha256)
    except FileNotFoundError:
        return Arrived(delivery, Unreadable("raw_missing", f"The file {delivery.sha256} is gone.", ""))
    return with_files([(delivery, registered()[delivery.channel].parse(raw))])[0]


def with_files(read: Sequence[tuple[Delivery, Inbound | Unreadable]]) -> list[Arrived]:
    """Put the files of many mails on disk together. Call it outside a transaction: it waits for the disk."""
    files = [file for _, mail in read if isinstance(mail, Inbound) for file in mail.files]
    names = iter(blobs.put_many([file.content for file in files]) if files else ())
    return [
        Arrived(delivery, mail, tuple((file, next(names)) for file in mail.files) if isinstance(mail, Inbound) else ())
        for delivery, mail in read
    ]


def file_arrived(batch: Sequence[Arrived], now: datetime) -> Counts:
    """File a batch; a mail that the database will not take is quarantined and does not hold up the others."""
    if not batch:
        return Counts()
    try:
        return file_batch(batch, now)
    except (DataError, IntegrityError, ValueError) as fault:
        if len(batch) == 1:
            return set_aside(batch[0], fault)
    total = Counts()
    for one in batch:
        total.add(file_arrived([one], now))
    return total


def file_batch(batch: Sequence[Arrived], now: datetime) -> Counts:
    """Decide and write a batch. One at a time over all workers, so that two mails cannot open one book twice."""
    with transaction.atomic():
        only_filer()
        ids = [one.delivery.pk for one in batch]
        waiting = set(Delivery.objects.filter(pk__in=ids, state=Delivery.WAITING).values_list("pk", flat=True))
        still = [one for one in batch if one.delivery.pk in waiting]
        known, sheet = load(still), Sheet()
        for one in still:
            plan(one, known, sheet, now)
        write(sheet)
    return sheet.counts


def only_filer() -> None:
    """Wait until nobody else files. SQLite's write lock says that already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [FILING_LOCK])


def set_aside(one: Arrived, fault: Exception) -> Counts:
    """Quarantine a delivery that the database refused, with its words."""
    Delivery.objects.filter(pk=one.delivery.pk, state=Delivery.WAITING).update(
        state=Delivery.QUARANTINED, cause="not_filed", detail=f"{type(fault).__name__}: {fault}"[:2000]
    )
    return Counts(quarantined=1)


def release(
    delivery: Delivery, sender: str, name: str, subject: str, agent: Agent, now: datetime
) -> Conversation | Refused:
    """Turn a quarantined delivery into a conversation, with what a person could read of it.

    `sender` is an address, checked by the caller's form. What the parser does not know is filled in; where it knows
    nothing, the raw bytes are the text, as far as they are letters.
    """
    raw = blobs.read(delivery.sha256)
    parsed = registered()[delivery.channel].parse(raw)
    mail = parsed if isinstance(parsed, Inbound) else bare(raw, parsed)
    named = replace(mail, sender=Address(name, sender.strip().lower()), subject=subject or mail.subject, automatic=None)
    arrived = with_files([(delivery, named)])[0]
    with transaction.atomic():
        only_filer()
        changed = Delivery.objects.filter(pk=delivery.pk, state=Delivery.QUARANTINED)
        if not changed.update(state=Delivery.WAITING, cause="", detail=""):
            return Refused(_("Somebody has turned it into a conversation already."))
        file_batch([arrived], now)
    moment = Moment.objects.select_related("conversation").filter(arrivals__delivery=delivery).first()
    if moment is None or moment.conversation is None:
        return Refused(_("The same message came in another way and is in its book already."))
    return moment.conversation


def bare(raw: bytes, fault: Unreadable) -> Inbound:
    """A message of which nothing is known but its bytes."""
    return Inbound(
        message_id=f"{fault.fingerprint[:32]}@derived.regulars",
        id_was_missing=True,
        in_reply_to=(),
        references=(),
        sender=None,
        reply_to=(),
        to=(),
        cc=(),
        delivered_to=(),
        subject="",
        said_at=None,
        passed_at=None,
        text=raw.decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}"),
        folds=(),
        has_html=False,
        files=(),
        automatic=None,
        bounce=None,
        body_markers=(),
        fingerprint=fault.fingerprint,
        marks=(fault.detail,),
    )


def close(conversation: Conversation, agent: Agent, now: datetime) -> Refused | None:
    """Say that nothing more is to be done for now. Closing a closed one changes nothing."""
    return move(conversation, Conversation.CLOSED, "closed", agent, now)


def reopen(conversation: Conversation, agent: Agent, now: datetime) -> Refused | None:
    """Take a conversation up again."""
    return move(conversation, Conversation.OPEN, "reopened", agent, now)


def move(conversation: Conversation, status: str, event: str, agent: Agent, now: datetime) -> Refused | None:
    """Change a status once, however often it is asked for."""
    with transaction.atomic():
        others = Conversation.objects.filter(pk=conversation.pk).exclude(status=status)
        if others.update(status=status):
            Event.objects.create(conversation=conversation, kind=event, at=now, agent=agent)
            tell(conversation)
    return None


def tell(conversation: Conversation) -> None:
    """Let open pages know."""
    outbox.append("work", {"topics": ["inbox", f"conversation:{conversation.public_id}"]})


def settle_link(link: Link, accept: bool, agent: Agent, now: datetime) -> Refused | None:
    """Say yes or no to a suggestion. Accepted, the conversation is shown as part of the other from now on."""
    with transaction.atomic():
        state = Link.ACCEPTED if accept else Link.REFUSED
        open_ = Link.objects.filter(pk=link.pk, state=Link.SUGGESTED)
        if not open_.update(state=state, settled_at=now, settled_by=agent):
            return Refused(_("Somebody has settled this suggestion already."))
        if accept:
            return join(link, agent, now)
        tell(link.conversation)
    return None


def join(link: Link, agent: Agent, now: datetime) -> Refused | None:
    """Show one conversation as part of another. Moments stay where they were written; only the view changes."""
    other = Conversation.objects.select_related("joined_to").get(pk=link.other_id)
    root = other.joined_to or other
    if root.pk == link.conversation_id:
        return Refused(_("These two are joined already."))
    Conversation.objects.filter(joined_to=link.conversation_id).update(joined_to=root)
    Conversation.objects.filter(pk=link.conversation_id).update(joined_to=root)
    conversation = Conversation.objects.get(pk=link.conversation_id)
    if conversation.last_at > root.last_at:
        Conversation.objects.filter(pk=root.pk).update(last_at=conversation.last_at, preview=conversation.preview)
    if conversation.status == Conversation.OPEN:
        move(root, Conversation.OPEN, "reopened", agent, now)
    Event.objects.create(conversation=root, kind="joined", at=now, agent=agent)
    tell(root)
    tell(conversation)
    return None
