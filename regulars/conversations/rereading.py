"""Parsing again what an older version parsed: new texts beside the old ones, and nothing is threaded anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from regulars.book.models import Arrival, Attachment, Message
from regulars.channels.contract import Address, Inbound
from regulars.conversations.filing import rows
from regulars.conversations.filing.acts import arrive
from regulars.conversations.filing.sheet import Arrived
from regulars.engine import outbox
from regulars.intake.models import Delivery

BATCH = 200
COMPARED = ("message_id", "to", "cc", "subject", "text", "folds", "has_html")


@dataclass(slots=True)
class Reread:
    """How many were looked at, and how many of them read differently."""

    looked_at: int = 0
    changed: int = 0


def reread_filed() -> Iterator[Reread]:
    """Parse every filed delivery again, in batches; after each, how far it is. Broken off, it can be begun anew."""
    total = Reread()
    pairs = Arrival.objects.order_by("pk").values_list("delivery_id", "moment_id").iterator(BATCH)
    done: set[int] = set()
    while batch := list(islice(pairs, BATCH)):
        fresh = {delivery: moment for delivery, moment in batch if moment not in done}
        done.update(fresh.values())
        total.changed += reread(fresh)
        total.looked_at += len(fresh)
        yield total


def reread(moments: dict[int, int]) -> int:
    """Parse these deliveries again for their moments; how many read differently. One transaction."""
    arrived = [arrive(delivery) for delivery in Delivery.objects.filter(pk__in=moments)]
    with transaction.atomic():
        texts = Message.objects.filter(moment__in=moments.values()).order_by("version")
        newest = {row.moment_id: row for row in texts.prefetch_related("attachments")}
        changed = [moments[one.delivery.pk] for one in arrived if add_version(one, newest[moments[one.delivery.pk]])]
        if changed:
            outbox.append("moments", {"ids": changed, "topics": []})
    return len(changed)


def add_version(one: Arrived, before: Message) -> bool:
    """Write a new version of a text, if it reads differently now. What can no longer be read stays as it was."""
    if not isinstance(one.mail, Inbound):
        return False
    # Somebody may have said who sent it, when it came out of quarantine; the parser does not know better.
    now = rows.text(one.mail, Address(before.sender_name, before.sender_email))
    files = rows.attachments(one.files)
    if same(before, now, files):
        return False
    now.moment_id, now.version = before.moment_id, before.version + 1
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
