"""Parsing again what an older version parsed: new texts beside the old ones, and nothing is threaded anew."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from regulars.book.locking import only_filer
from regulars.book.models import Arrival, Attachment, Message
from regulars.channels.contract import Address, Inbound
from regulars.conversations.filing import rows
from regulars.conversations.filing.acts import AT_ONCE, arrive, portions
from regulars.conversations.filing.sheet import Arrived
from regulars.conversations.recognising import mails_of, recognise, topics
from regulars.engine import outbox

COMPARED = ("message_id", "to", "cc", "subject", "text", "folds", "has_html")


@dataclass(slots=True)
class Reread:
    """How many were looked at, how many of them read differently, how many are a person's that were taken for a
    machine's, and how many conversations are open again for those."""

    looked_at: int = 0
    changed: int = 0
    recognised: int = 0
    opened: int = 0


def reread_filed() -> Iterator[Reread]:
    """Parse every filed delivery again, in batches; after each, how far it is. Broken off, it can be begun anew."""
    total, last = Reread(), 0
    # A page at a time: SQLite refuses to write on a connection that still reads what others have changed since.
    while batch := list(first_arrivals().filter(pk__gt=last)[:AT_ONCE]):
        moments = {one.delivery_id: one.moment_id for one in batch}
        for part in portions(one.delivery for one in batch):
            reread(arrive(part), moments, total)
        total.looked_at += len(batch)
        last = batch[-1].pk
        yield total


def first_arrivals() -> QuerySet[Arrival]:
    """For each moment the first delivery that brought it; copies say the same."""
    before = Arrival.objects.filter(moment=OuterRef("moment"), pk__lt=OuterRef("pk"))
    return Arrival.objects.filter(~Exists(before)).select_related("delivery").order_by("pk")


def reread(arrived: Sequence[Arrived], moments: Mapping[int, int], total: Reread) -> None:
    """Compare what deliveries say now with what their moments hold, and count what differs. One transaction."""
    with transaction.atomic():
        only_filer()
        texts = Message.objects.filter(moment__in=[moments[one.delivery] for one in arrived]).order_by("version")
        newest = {row.moment_id: row for row in texts.prefetch_related("attachments")}
        pairs = [(one, newest[moments[one.delivery]]) for one in arrived]
        changed = [before.moment_id for one, before in pairs if add_version(one, before)]
        said = {before.moment_id: one.mail for one, before in pairs if rows.RELEASED not in before.marks}
        people = recognise(mails_of(said.items()), timezone.now())
        if ids := sorted({*changed, *people.moments}):
            outbox.append("moments", {"ids": ids, "topics": topics(people.opened)})
    total.changed += len(changed)
    total.recognised += len(people.moments)
    total.opened += len(people.opened)


def add_version(one: Arrived, before: Message) -> bool:
    """Write a new version of a text, if it reads differently now.

    What can no longer be read, and what a person put right, stays as it was.
    """
    if not isinstance(one.mail, Inbound) or rows.RELEASED in before.marks:
        return False
    # Whose it is was decided when it was filed, and is not decided again.
    now = Message(**rows.text(one.mail, Address(before.sender_name, before.sender_email)))
    files = [Attachment(**columns) for columns in rows.attachments(one.files)]
    if same(before, now, files):
        return False
    now.moment_id, now.version = before.moment_id, before.version + 1
    now.marks += [mark for mark in before.marks if mark in rows.OF_FILING]
    now.save()
    for file in files:
        file.message = now
    Attachment.objects.bulk_create(files)
    return True


def same(before: Message, now: Message, files: list[Attachment]) -> bool:
    """Whether two versions of a text say the same."""
    had = sorted((file.position, file.name, file.sha256) for file in before.attachments.all())
    has = [(file.position, file.name, file.sha256) for file in files]
    return had == has and all(getattr(before, name) == getattr(now, name) for name in COMPARED)
