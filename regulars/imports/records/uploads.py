"""Files that were sent to the page: kept until they are brought in, and the reports of those that were.

They lie in REGULARS_HOME/imports under the public id of their batch. A file is deleted once it was brought, and after a
week if nobody said how it is meant or it broke off; reports, with ids and reasons, after a month.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.models import Batch
from regulars.book.records import acts as records
from regulars.book.records.undo import start, undo
from regulars.engine import jobs, outbox
from regulars.imports.records import acts, bringing
from regulars.imports.records.acts import Asked
from regulars.imports.records.meant import Meant, first_guess, from_kept
from regulars.staff.models import Agent
from regulars.staff.trail import Actor

BRING, UNDO = "import.bring", "import.undo"
KEPT = timedelta(days=7)
# A reason can quote what stood in a wrong column.
REPORTS_KEPT = timedelta(days=30)
EVERY = 5000


def file_of(batch: Batch) -> Path:
    """Where the file of a batch lies, or would lie."""
    return Path(settings.REGULARS_HOME) / "imports" / batch.public_id


def report_of(batch: Batch) -> Path:
    """Where its report lies."""
    return file_of(batch).with_suffix(".report.csv")


def keep(pieces: Iterable[bytes], name: str, noun: str, source: str, agent: Agent, now: datetime) -> Batch | Refused:
    """Keep a file that was sent, with a first guess at how it is meant. Raises OSError where the disk fails."""
    batch = records.begin(noun, source, now, name=name, agent=agent, state=Batch.WAITING)
    if isinstance(batch, Refused):
        return batch
    path = file_of(batch)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    # Under its name it stands once it is whole: somebody may look at the import meanwhile.
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        file.writelines(pieces)
    draft.replace(path)
    refused = acts.unreadable(path)
    columns = () if refused else acts.columns_of(path)
    if not columns:
        drop(batch)
        return refused or Refused(_("This file is empty."), "file")
    # UTC stands with agents who never chose a zone: taken for theirs, an expiry would end hours too late, unseen.
    zone = "" if agent.time_zone == "UTC" else agent.time_zone
    remember(batch, first_guess(noun, columns, zone=zone))
    return batch


def remember(batch: Batch, meant: Meant) -> None:
    """Keep how a file is meant, before it is brought."""
    with transaction.atomic():
        batch.mapping = {**batch.mapping, "meant": meant.kept()}
        batch.save(update_fields=["mapping"])


def meant_by(batch: Batch) -> Meant:
    """How the file of a batch is meant."""
    return replace(from_kept(batch.mapping.get("meant", {"noun": batch.noun})), noun=batch.noun)


def asked(batch: Batch) -> Asked:
    """What a batch asks for."""
    all_or_nothing = bool(batch.mapping.get("all_or_nothing"))
    return Asked(file_of(batch), batch.source, meant_by(batch), name=batch.name, all_or_nothing=all_or_nothing)


def go(batch: Batch, meant: Meant, *, all_or_nothing: bool) -> Refused | None:
    """Let a worker bring it in."""
    with file_of(batch).open("rb") as file:
        print_ = bringing.fingerprint(file)
    with transaction.atomic():
        batch.mapping = {"meant": meant.kept(), "print": print_, "all_or_nothing": all_or_nothing}
        batch.state, batch.counts = Batch.RUNNING, {"size": file_of(batch).stat().st_size}
        waiting = Batch.objects.filter(pk=batch.pk, state__in=[Batch.WAITING, Batch.BROKEN])
        if not waiting.update(mapping=batch.mapping, state=batch.state, counts=batch.counts):
            return Refused(_("This file is brought in already."))
        # What became of each row is written for whoever asked.
        jobs.enqueue(BRING, {"batch": batch.pk, "language": get_language() or ""}, key=f"{BRING}:{batch.pk}")
    return None


def bring(batch: Batch, now: datetime) -> None:
    """Bring it in, in a worker; what was begun before goes on."""
    size = file_of(batch).stat().st_size

    def tell(read: int, count: int) -> None:
        if count % EVERY < records.AT_ONCE:
            progress(batch, {"size": size, "read": read, "count": count})

    acts.bring_file(batch, asked(batch), report_of(batch), now, tell)
    file_of(batch).unlink(missing_ok=True)


def progress(batch: Batch, counts: dict[str, int]) -> None:
    """Say how far it is, for the page."""
    with transaction.atomic():
        Batch.objects.filter(pk=batch.pk, state=Batch.RUNNING).update(counts=counts)
        outbox.append("work", {"topics": ["imports"]})


def ask_back(batch: Batch, who: Actor) -> Refused | None:
    """Let a worker take a batch back; from now on nothing more of it comes in."""
    with transaction.atomic():
        refused = start(batch)
        if refused is None:
            jobs.enqueue(UNDO, {"batch": batch.pk, "agent": who.agent.pk}, key=f"{UNDO}:{batch.pk}")
    return refused


def take_back(batch: Batch, agent: Agent | None, now: datetime) -> None:
    """Take it back, in a worker."""
    undo(batch, Actor(agent) if agent else None, now)


def drop(batch: Batch) -> bool:
    """Throw away a file of which nothing was brought; False where something was."""
    with transaction.atomic():
        gone = Batch.objects.filter(pk=batch.pk, state=Batch.WAITING).delete()[0] > 0
    if gone:
        file_of(batch).unlink(missing_ok=True)
    return gone


def drop_old(now: datetime) -> int:
    """Throw away the files that nobody came back to, and old reports; how many of the files."""
    for pattern, kept in (("*.report.csv", REPORTS_KEPT), ("*.part", KEPT)):
        for file in (Path(settings.REGULARS_HOME) / "imports").glob(pattern):
            if datetime.fromtimestamp(file.stat().st_mtime, UTC) < now - kept:
                file.unlink(missing_ok=True)
    old = Batch.objects.filter(at__lt=now - KEPT)
    for batch in old.filter(state=Batch.BROKEN):
        file_of(batch).unlink(missing_ok=True)
    return sum(drop(batch) for batch in old.filter(state=Batch.WAITING))
