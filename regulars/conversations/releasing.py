"""Ways out of quarantine: a person says who wrote, or a better parser tries again."""

from dataclasses import replace
from datetime import datetime

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.locking import only_filer
from regulars.book.models import Conversation, Moment
from regulars.channels import registered
from regulars.channels.contract import Address, Inbound
from regulars.conversations.filing import rows
from regulars.conversations.filing.acts import file_batch, file_deliveries, with_files
from regulars.conversations.filing.sheet import Counts
from regulars.conversations.models import Event
from regulars.engine import blobs
from regulars.intake.models import Delivery
from regulars.intake.reader import NOT_GIVEN, TOO_LARGE
from regulars.staff.models import Agent

BATCH = 200
NOT_WHOLE = (TOO_LARGE, NOT_GIVEN)


def release(
    delivery: Delivery, sender: str, name: str, subject: str, agent: Agent, now: datetime
) -> Conversation | Refused:
    """Turn a quarantined delivery into a conversation, with what a person could read of it.

    `sender` is an address, checked by the caller's form. What the parser does not know is filled in; where it knows
    nothing, or the database will not take what it knows, the raw bytes are the text, as far as they are letters.
    """
    try:
        raw = blobs.read(delivery.sha256)
    except FileNotFoundError:
        return Refused(_("Its raw message is gone from the disk. Bring it back from a backup, then try again."))
    parsed = registered()[delivery.channel].parse(raw)

    def attempt(mail: Inbound) -> Conversation | Refused:
        said = replace(mail, sender=Address(name, sender.strip().lower()), subject=subject or mail.subject)
        marked = replace(said, automatic=None, marks=(*mail.marks, delivery.detail, rows.RELEASED))
        return file_released(delivery, marked, agent, now)

    if not isinstance(parsed, Inbound):
        return attempt(bare(raw, parsed.fingerprint))
    try:
        return attempt(parsed)
    except (DataError, IntegrityError, ValueError):
        return attempt(bare(raw, parsed.fingerprint))


def file_released(delivery: Delivery, mail: Inbound, agent: Agent, now: datetime) -> Conversation | Refused:
    """File a quarantined delivery as `mail`, unless somebody was faster; where it went. One transaction."""
    arrived = with_files([(delivery, mail)])[0]
    with transaction.atomic():
        only_filer()
        held = Delivery.objects.filter(pk=delivery.pk, state=Delivery.QUARANTINED)
        if not held.update(state=Delivery.WAITING, cause="", detail=""):
            return Refused(_("Somebody has turned it into a conversation already."))
        file_batch([arrived], now)
        moment = Moment.objects.select_related("conversation").filter(arrivals__delivery=delivery).first()
        if moment is None or moment.conversation is None:
            return Refused(_("The same message came in another way and is in its book already."))
        Event.objects.create(conversation=moment.conversation, kind="released", at=now, agent=agent, moment=moment)
    return moment.conversation


def bare(raw: bytes, fingerprint: str) -> Inbound:
    """A message of which nothing is known but its bytes."""
    return Inbound(
        message_id=f"{fingerprint[:32]}@derived.regulars",
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
        fingerprint=fingerprint,
        marks=(),
    )


def retry_quarantined(now: datetime) -> Counts:
    """Try what is in quarantine once more; how many went where. Of some only the head could be had: they stay."""
    held = Delivery.objects.filter(state=Delivery.QUARANTINED).exclude(cause__in=NOT_WHOLE).order_by("pk")
    total = Counts()
    ids = list(held.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        Delivery.objects.filter(pk__in=part, state=Delivery.QUARANTINED).update(state=Delivery.WAITING)
        total.add(file_deliveries(part, now))
    return total
