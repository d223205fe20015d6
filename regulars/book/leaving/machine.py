"""What the machine room still says of somebody: jobs that wait, the outbox of a day, the audit trail."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from regulars.book.leaving.whose import Whose
from regulars.engine import audit
from regulars.engine.models import AuditEntry, Job, Outbox

BATCH = 1000
BY = "desk"
# What the trail says of the leaving itself holds nothing of theirs.
OWN = ("customer.exported", "customer.archive_taken", "customer.leaves", "customer.stays", "customer.erased")


def empty(of: Whose, now: datetime) -> int:
    """Take their words out of all three, in a transaction; how many entries of the audit trail were emptied."""
    for job in Job.objects.iterator(BATCH):
        if of.is_named_in(written(job.payload) + job.last_error):
            error = "" if of.is_named_in(job.last_error) else job.last_error
            Job.objects.filter(pk=job.pk).update(payload=taken_out(job.payload, of), last_error=error)
    for entry in Outbox.objects.iterator(BATCH):
        if of.is_named_in(written(entry.payload)):
            Outbox.objects.filter(pk=entry.pk).update(payload=taken_out(entry.payload, of))
    numbers = list(told(of))
    if numbers:
        audit.empty(numbers, by=BY, now=now)
    return len(numbers)


def told(of: Whose) -> Iterable[int]:
    """Numbers of the audit trail's entries that are about them or name them."""
    about = {f"customer:{public_id}" for public_id in of.public_ids}
    entries = AuditEntry.objects.exclude(payload="").exclude(act__in=OWN).order_by("number")
    for number, subject, payload in entries.values_list("number", "subject", "payload").iterator(BATCH):
        if subject in about or of.is_named_in(written(json.loads(payload)) if "\\u" in payload else payload):
            yield number


def written(content: Any) -> str:
    """JSON as text with all letters as they are."""
    return json.dumps(content, ensure_ascii=False)


def taken_out(content: Any, of: Whose) -> Any:
    """The same JSON, with each text that names somebody emptied: what reads it finds every key that it looks for."""
    if isinstance(content, dict):
        return {key: taken_out(value, of) for key, value in content.items()}
    if isinstance(content, list):
        return [taken_out(value, of) for value in content]
    return "" if isinstance(content, str) and of.is_named_in(content) else content
