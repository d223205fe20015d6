"""Verbs of filing: deliveries that wait become moments. One batch is one transaction."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from regulars.book.locking import only_filer
from regulars.channels import registered
from regulars.channels.contract import Inbound, Unreadable
from regulars.conversations.filing.known import load
from regulars.conversations.filing.plan import plan
from regulars.conversations.filing.sheet import Arrived, Counts, Files, Sheet
from regulars.conversations.filing.write import write
from regulars.engine import blobs
from regulars.intake.models import Delivery

log = logging.getLogger(__name__)

AT_ONCE = 200
BYTES_AT_ONCE = 16 * 1024 * 1024
DATABASE_GONE = (OperationalError, InterfaceError)


def file_deliveries(ids: Sequence[int], now: datetime) -> Counts:
    """File the deliveries that still wait among `ids`, in that order; how many went where.

    What has been filed already is left alone, so a repeated job is harmless.
    Raises OperationalError where the database is gone and OSError where the disk fails; what was filed before stays.
    """
    waiting = Delivery.objects.filter(pk__in=ids, state=Delivery.WAITING).in_bulk()
    total = Counts()
    for part in portions(waiting[pk] for pk in ids if pk in waiting):
        total.add(file_arrived(arrive(part), now))
    return total


def portions(deliveries: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    """Deliveries in order, few enough at a time that their mails and files fit into memory."""
    part: list[Delivery] = []
    size = 0
    for one in deliveries:
        if part and (len(part) == AT_ONCE or size + one.size > BYTES_AT_ONCE):
            yield part
            part, size = [], 0
        part.append(one)
        size += one.size
    if part:
        yield part


def arrive(deliveries: Sequence[Delivery]) -> list[Arrived]:
    """Read and parse deliveries, and put their files on disk. Touches no row."""
    return with_files([(one, read(one)) for one in deliveries])


def read(delivery: Delivery) -> Inbound | Unreadable:
    """What the raw bytes of a delivery say."""
    try:
        raw = blobs.read(delivery.sha256)
    except FileNotFoundError:
        return Unreadable("raw_missing", f"The file {delivery.sha256} is gone.", "")
    return registered()[delivery.channel].parse(raw)


def with_files(read: Sequence[tuple[Delivery, Inbound | Unreadable]]) -> list[Arrived]:
    """Deliveries with their files on disk. Call it outside a transaction: it waits for the disk."""
    files = put_files([mail for _, mail in read])
    return [Arrived(delivery.pk, mail, kept) for (delivery, mail), kept in zip(read, files, strict=True)]


def put_files(mails: Sequence[Inbound | Unreadable]) -> list[Files]:
    """Put the files of many mails on disk together; for each mail its files and the names under which they lie."""
    found = [mail.files if isinstance(mail, Inbound) else () for mail in mails]
    contents = [file.content for files in found for file in files]
    names = iter(blobs.put_many(contents) if contents else ())
    return [tuple((file, next(names)) for file in files) for files in found]


def file_arrived(batch: Sequence[Arrived], now: datetime) -> Counts:
    """File a batch; a mail that cannot be filed is quarantined and does not hold up the others."""
    if not batch:
        return Counts()
    try:
        return file_batch(batch, now)
    except DATABASE_GONE:
        raise
    except Exception:  # noqa: BLE001 - as below; which mail it was is found out one by one
        total = Counts()
        for one in batch:
            total.add(file_alone(one, now))
        return total


def file_alone(one: Arrived, now: datetime) -> Counts:
    """File one mail, after a batch with it failed. That may have been a clash with rows of somebody else, and pass."""
    try:
        return file_batch([one], now)
    except DATABASE_GONE:
        raise
    except Exception as fault:
        # Every mail ends in a book or in the quarantine, whatever is wrong with it or with us. If it waited on, all
        # that came after it would be tried behind it, and fail with it, for ever.
        log.exception("Delivery %s cannot be filed and is quarantined", one.delivery)
        return set_aside(one, fault)


def file_batch(batch: Sequence[Arrived], now: datetime) -> Counts:
    """Decide and write a batch. One at a time over all workers, so that two mails cannot open one book twice."""
    with transaction.atomic():
        only_filer()
        ids = [one.delivery for one in batch]
        waiting = Delivery.objects.filter(pk__among=ids, state=Delivery.WAITING).in_bulk()
        still = [one for one in batch if one.delivery in waiting]
        known, sheet = load(still), Sheet(max(1, len(still)))
        for one in still:
            plan(waiting[one.delivery], one, known, sheet, now)
        write(sheet)
    return sheet.counts


def set_aside(one: Arrived, fault: Exception) -> Counts:
    """Quarantine a delivery that could not be filed, with the fault's words."""
    Delivery.objects.filter(pk=one.delivery, state=Delivery.WAITING).update(
        state=Delivery.QUARANTINED, cause="not_filed", detail=f"{type(fault).__name__}: {fault}"[:2000]
    )
    return Counts(quarantined=1)
