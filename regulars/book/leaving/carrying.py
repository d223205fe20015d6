"""Carrying an erasure out: in steps that each leave the book whole, so that a killed worker's successor goes on.

What was said is emptied some hundred moments at a time. Then one transaction empties the rest and frees the handles.
Files go after the rows that named them, and the certificate is written last. How far it is stands in the erasure.
"""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.leaving import acts, erased, exports, letters, machine, own
from regulars.book.leaving.slots import LEAVING
from regulars.book.leaving.whose import Whose, whose
from regulars.book.locking import only_filer
from regulars.book.models import Erasure
from regulars.engine import outbox, references
from regulars.engine.scrubbing import overwriting

SCRUB = "leaving.scrub"


def carry_out(erasure: Erasure, now: datetime) -> Refused | None:
    """Erase for good. Refused where it is not due, taken back or has to wait; repeating it goes on where it stopped.

    Refused, too, while files are so young that somebody may be about to name them: then all rows are emptied, and
    another call in an hour ends it.
    """
    erasure.refresh_from_db()
    if erasure.done_at:
        return None
    if erasure.cancelled_at or erasure.due_at > now:
        return Refused(_("It is not due."))
    if erasure.customer.merged_into_id:
        return Refused(_("Their book was merged into another since. Undo that merge, or ask to erase the other one."))
    of = whose(erasure.customer)
    with overwriting():
        if not erasure.certificate and not begin(erasure, of, now):
            return Refused(_("It is not due."))
        if not erasure.certificate["emptied"]:
            if reason := hindered(of):
                return Refused(reason)
            empty_said(erasure, of)
            empty_rest(erasure, of, now)
        young = references.let_go(erasure.certificate["files"], now)
        exports.remove(of.public_ids)
        if young:
            keep(erasure, files=young)
            return Refused(_("Some files came in within the last hour. They go in an hour."))
        end(erasure, of, now)
    return None


def hindered(of: Whose) -> str:
    """Why it must wait a little."""
    return next((reason for _name, room in LEAVING if (reason := room.hindrance(of))), "")


def begin(erasure: Erasure, of: Whose, now: datetime) -> bool:
    """Count, and put them on the list of the erased before anything goes: a crash in between erases them again. False
    where it was taken back while they were counted: then they stand on no list."""
    counted = acts.all_counts(of)
    gone = {one.code: one.number for one in counted if not one.stays}
    stays = {one.code: one.number for one in counted if one.stays}
    begun = {"begun": now.isoformat(), "books": len(of.ids)}
    with transaction.atomic():
        # Whoever takes it back waits for this row, and then finds that it has begun.
        if Erasure.objects.select_for_update().get(pk=erasure.pk).cancelled_at:
            return False
        erased.note(of, now)
        keep(erasure, **begun, erased=gone, stays=stays, last=0, emptied=False, files=[])
    return True


def keep(erasure: Erasure, **more: Any) -> None:
    """Write down how far it is."""
    erasure.certificate = {**erasure.certificate, **more}
    erasure.save(update_fields=["certificate"])


def empty_said(erasure: Erasure, of: Whose) -> None:
    """Empty what was said, a batch a transaction."""
    while batch := letters.after(of, erasure.certificate["last"]):
        with transaction.atomic():
            files = letters.empty(of, batch)
            keep(erasure, last=batch[-1], files=joined(erasure, files))


def empty_rest(erasure: Erasure, of: Whose, now: datetime) -> None:
    """Empty all else and free the handles, in one transaction, with what came in meanwhile."""
    with transaction.atomic():
        only_filer()
        files: set[str] = set()
        for batch in (letters.after(of, erasure.certificate["last"]), letters.elsewhere(of)):
            files |= letters.empty(of, batch) if batch else set()
        for _name, room in LEAVING:
            files |= set(room.erase(of, now))
        machine_words = machine.empty(of, now)
        files |= set(own.erase(of, now))
        stays = erasure.certificate["stays"]
        told = {**erasure.certificate["erased"], **({"audit": machine_words} if machine_words else {})}
        keep(erasure, emptied=True, files=joined(erasure, files), erased=told, stays=stays)
        outbox.append("work", {"topics": [f"customer:{one}" for one in of.public_ids]})


def joined(erasure: Erasure, files: set[str]) -> list[str]:
    """All files that are still to go."""
    return sorted({*erasure.certificate["files"], *files} - {""})


def end(erasure: Erasure, of: Whose, now: datetime) -> None:
    """Write the certificate: counts, times and a digest, nothing of theirs."""
    said = erasure.certificate
    certificate = {
        "erasure": erasure.public_id,
        "customer": erasure.customer.public_id,
        "books": said["books"],
        "asked_at": erasure.asked_at.isoformat(),
        "begun_at": said["begun"],
        "done_at": now.isoformat(),
        "erased": said["erased"],
        "stays": said["stays"],
    }
    with transaction.atomic():
        erasure.certificate = {**certificate, "digest": digest_of(certificate)}
        erasure.done_at = now
        erasure.save(update_fields=["certificate", "done_at"])
        acts.note(None, "customer.erased", erasure.customer, {"digest": erasure.certificate["digest"]}, now, "desk")


def digest_of(certificate: dict[str, Any]) -> str:
    """SHA-256, in hex, of the certificate without its digest: JSON with sorted keys and without blanks, in ASCII."""
    plain = {key: value for key, value in certificate.items() if key != "digest"}
    return sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
