"""Bringing a file in, from the command line or from the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.models import Batch
from regulars.book.records import acts
from regulars.book.records.undo import undo
from regulars.imports.elsewhere import elsewhere, seldom_collected
from regulars.imports.records import bringing
from regulars.imports.records.lines import is_text
from regulars.imports.records.meant import Meant, faults
from regulars.imports.records.report import Report, report_at
from regulars.imports.records.tables import open_table
from regulars.staff.models import Agent

PREVIEWED = 10
WORTH_A_PROCESS = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A file to be brought in. `all_or_nothing`: if one row is refused, none is brought."""

    path: Path
    source: str
    meant: Meant
    delimiter: str = ""
    name: str = ""
    all_or_nothing: bool = False


def columns_of(path: Path, delimiter: str = "") -> tuple[str, ...]:
    """What the columns of a file are called. Raises OSError."""
    with path.open("rb") as file:
        return open_table(file, delimiter).columns


def unreadable(path: Path) -> Refused | None:
    """Why a file cannot be read as CSV or JSON at all. Raises OSError."""
    with path.open("rb") as file:
        if not is_text(file):
            said = _("This is a spreadsheet, a document or a packed file. Save its table as CSV, and take that.")
            return Refused(said, "file")
        table = open_table(file)
        if not table.columns and next(table.rows, None) is None:
            return Refused(_("There is nothing in this file."), "file")
    return None


def previewed(asked: Asked) -> list[bringing.Record]:
    """The first records of a file, as they would be understood. Raises OSError."""
    with asked.path.open("rb") as file:
        found = bringing.records(open_table(file, asked.delimiter), asked.meant)
        return [refusable(record, asked) for record in islice(found, PREVIEWED)]


def refusable(record: bringing.Record, asked: Asked) -> bringing.Record:
    """A record, and where it would be refused whatever is known here, why."""
    why = bringing.hopeless(record, asked.meant)
    return record._replace(says=why) if why else record


def open_batch(asked: Asked, agent: Agent | None, now: datetime) -> Batch | Refused:
    """The batch for a file: the one that broke off, where it is the same file again, or a new one."""
    with asked.path.open("rb") as file:
        table = open_table(file, asked.delimiter)
        wrong = faults(asked.meant, table.columns)
        if wrong:
            return Refused(" ".join(one.reason for one in wrong), wrong[0].field)
        print_ = bringing.fingerprint(file)
    begun = bringing.broken_off(asked.meant.noun, asked.source.strip(), print_)
    if begun:
        return running(begun)
    mapping = {"meant": asked.meant.kept(), "print": print_, "delimiter": asked.delimiter}
    return acts.begin(
        asked.meant.noun, asked.source, now, name=asked.name or asked.path.name, mapping=mapping, agent=agent
    )


def running(batch: Batch) -> Batch:
    """Say that a batch goes on."""
    with transaction.atomic():
        batch.state = Batch.RUNNING
        batch.save(update_fields=["state"])
    return batch


def bring_file(batch: Batch, asked: Asked, report: Path | None, now: datetime, progress: bringing.Progress) -> Report:
    """Bring a file into its batch, and close that. Raises OSError, and what the database raises; then the batch is
    marked as broken, and bringing the same file again goes on."""
    try:
        with report_at(report) as said:
            if asked.all_or_nothing and is_any_refused(asked, said):
                acts.finish(batch, said.kept(), now)
                undo(batch, None, now)
                return said
            bring_all(batch, asked, said, now, progress)
    except BaseException:
        broke(batch)
        raise
    if asked.all_or_nothing and said.refused:
        undo(batch, None, now)
    return said


def bring_all(batch: Batch, asked: Asked, said: Report, now: datetime, progress: bringing.Progress) -> None:
    """Bring the whole file, and say that the batch is whole, unless it was taken back meanwhile."""
    with seldom_collected(), parts_of(asked) as found:
        if bringing.bring(batch, found, asked.meant, now, said, progress):
            acts.finish(batch, said.kept(), now)


@contextmanager
def parts_of(asked: Asked) -> Iterator[Iterator[bringing.Part]]:
    """The parts of a file. Those of a large one are understood in a second process while this one writes."""
    given = asked.path, asked.delimiter, asked.meant, asked.source.strip()
    if asked.path.stat().st_size < WORTH_A_PROCESS:
        yield bringing.parts_of(*given)
        return
    with elsewhere(bringing.parts_of, *given) as found:
        yield found


def is_any_refused(asked: Asked, said: Report) -> bool:
    """Whether a row would be refused whatever is known here; it then stands in the report, and nothing else does."""
    with asked.path.open("rb") as file:
        bringing.check(bringing.records(open_table(file, asked.delimiter), asked.meant), asked.meant, said)
    return said.refused > 0


def broke(batch: Batch) -> None:
    """Say that it broke off, if there is still a database to say so."""
    with transaction.atomic():
        Batch.objects.filter(pk=batch.pk, state=Batch.RUNNING).update(state=Batch.BROKEN)


def batch_named(public_id: str) -> Batch | Refused:
    """A batch by its public id."""
    found = Batch.objects.filter(public_id=public_id).first()
    return found or Refused(_("There is no import %(id)s.") % {"id": public_id[:40]})
