"""Verbs of filing: deliveries that wait become moments. One batch is one transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db import DataError, IntegrityError, connection, transaction

from regulars.channels import registered
from regulars.channels.contract import Inbound, Unreadable
from regulars.conversations.filing.known import load
from regulars.conversations.filing.plan import plan
from regulars.conversations.filing.sheet import Arrived, Counts, Sheet
from regulars.conversations.filing.write import write
from regulars.engine import blobs
from regulars.intake.models import Delivery

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
