"""Archives that were asked for: made by a job, kept for a week, and taken by who may erase and export."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.leaving import acts
from regulars.book.leaving.archive.writing import write
from regulars.book.leaving.whose import whose
from regulars.book.models import Customer
from regulars.engine import jobs
from regulars.engine.models import Job
from regulars.staff.trail import Actor

MAKE = "leaving.archive"
KEPT = timedelta(days=7)
NAME = re.compile(r"[0-9a-z]{12}-\d{8}-\d{6}\.zip")


@dataclass(frozen=True, slots=True)
class Archive:
    """One archive of a customer: being made (`until` empty; `failed` where that did not work), or ready until then."""

    name: str
    size: int = 0
    until: datetime | None = None
    failed: bool = False


def folder() -> Path:
    """Where they lie."""
    made = Path(settings.REGULARS_HOME) / "exports"
    made.mkdir(mode=0o700, exist_ok=True)
    return made


def ask(customer: Customer, by: Actor, now: datetime) -> str | Refused:
    """Ask for an archive; gives back its name. That it was asked for is in the audit trail."""
    if kept := acts.kept_from(by.agent, whose(customer)):
        return kept
    name = f"{customer.public_id}-{now.astimezone(UTC):%Y%m%d-%H%M%S}.zip"
    with transaction.atomic():
        jobs.enqueue(MAKE, {"customer": customer.pk, "name": name}, key=key_of(name))
        acts.note(by, "customer.exported", customer, {"archive": name}, now)
    return name


def make(customer: int, name: str, now: datetime) -> None:
    """Write the archive. Once it is there it is not made again."""
    found = Customer.objects.filter(pk=customer).first()
    path = folder() / name
    if found is not None and not path.exists():
        write(whose(found), path, now)


def of(customer: Customer, now: datetime) -> list[Archive]:
    """Those of a customer, the newest first."""
    ready = []
    for path in folder().glob(f"{customer.public_id}-*.zip"):
        until = ends(path)
        if until > now:
            ready.append(Archive(path.name, path.stat().st_size, until))
    waiting = Job.objects.filter(kind=MAKE, key__startswith=key_of(f"{customer.public_id}-"))
    names = {one.name for one in ready}
    coming = [
        Archive(name, failed=state == Job.State.PARKED)
        for key, state in waiting.values_list("key", "state")
        if key and (name := key.removeprefix(key_of(""))) not in names
    ]
    return sorted([*coming, *ready], key=lambda one: one.name, reverse=True)


def taken(customer: Customer, name: str, by: Actor, now: datetime) -> Path | None:
    """The file of an archive that is still ready, and a word of it in the audit trail; else nothing."""
    path = folder() / name
    if not NAME.fullmatch(name) or not name.startswith(f"{customer.public_id}-") or not path.exists():
        return None
    if ends(path) <= now:
        return None
    with transaction.atomic():
        acts.note(by, "customer.archive_taken", customer, {"archive": name}, now)
    return path


def ends(path: Path) -> datetime:
    """Until when it can be taken."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) + KEPT


def sweep(now: datetime) -> int:
    """Delete those that are too old, and what a crash left; how many."""
    old = [path for path in folder().iterdir() if ends(path) <= now]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def remove(public_ids: Iterable[str]) -> None:
    """Delete all of these customers, ready or begun."""
    for public_id in public_ids:
        for path in [*folder().glob(f"{public_id}-*"), *folder().glob(f".{public_id}-*")]:
            path.unlink(missing_ok=True)


def key_of(name: str) -> str:
    """The key of the job that makes it."""
    return f"{MAKE}:{name}"
