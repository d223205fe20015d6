"""Bringing a file in: a part at a time, each row with its fate. A second time changes nothing."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from regulars.base.results import Refused
from regulars.book.models import Batch
from regulars.book.records import acts, rules, settling, who
from regulars.book.records.rows import REFUSED, Fate, Row
from regulars.imports.records.cells import reader
from regulars.imports.records.grouping import groups
from regulars.imports.records.meant import Meant
from regulars.imports.records.report import Report
from regulars.imports.records.tables import Table, open_table
from regulars.imports.records.understanding import understood

# Bytes read and records so far.
Progress = Callable[[int, int], None]
ENDS = 1 << 20
MOST_ROWS = acts.AT_ONCE * 5


class Record(NamedTuple):
    """One record of a file: what it says or why it cannot be understood, on which lines its rows begin, and its
    handles."""

    place: int
    lines: tuple[int, ...]
    id: str
    says: Row | Refused
    named: who.Named = ([], [])


def fitting(meant: Meant, table: Table) -> Meant:
    """What is meant of this file: in JSON decimals begin at a point."""
    return replace(meant, point=".") if table.form == "json" and not meant.point else meant


def records(table: Table, meant: Meant, source: str = "") -> Iterator[Record]:
    """The records of a file, as they are understood. Rows that follow each other with one id are one order, where each
    row has an article."""
    read = reader(fitting(meant, table))
    for group in groups(table.rows, read):
        says = understood(group, read)
        named = who.handles(says.who, source) if isinstance(says, Row) else ([], [])
        yield Record(group.rows[0].line, tuple([row.line for row in group.rows]), group.id, says, named)


# The records of a part, and the bytes that were read so far.
Part = tuple[list[Record], int]


def parts_of(path: Path, delimiter: str, meant: Meant, source: str) -> Iterator[Part]:
    """The records of a file in parts. Raises OSError."""
    with path.open("rb") as file:
        for part in parts(records(open_table(file, delimiter), meant, source)):
            yield part, file.tell()


def parts(found: Iterable[Record]) -> Iterator[list[Record]]:
    """Records in parts, bounded by their number and by the rows that they stand on."""
    part: list[Record] = []
    rows = 0
    for one in found:
        part.append(one)
        rows += len(one.lines)
        if len(part) >= acts.AT_ONCE or rows >= MOST_ROWS:
            yield part
            part, rows = [], 0
    if part:
        yield part


def bring(batch: Batch, found: Iterable[Part], meant: Meant, now: datetime, report: Report, progress: Progress) -> bool:
    """Bring all records of a file into a batch, and write down what became of each. False where the batch was taken
    back meanwhile: then it ended there."""
    for part, read in found:
        rows, named = [], []
        for one in part:
            if isinstance(one.says, Row):
                rows.append(one.says)
                named.append(one.named)
        # A server that loses its last second breaks the import off with it; and what closes a batch is waited for.
        fates = acts.bring(batch, rows, now, vouched=meant.vouched, named=named, repeatable=True)
        if len(fates) < len(rows):
            return False
        tell(part, fates, report)
        progress(read, report.counts.total())
    return True


def tell(part: Sequence[Record], fates: Sequence[Fate], report: Report) -> None:
    """Write down the fates of a part, in the order of its lines."""
    came = iter(fates)
    for one in part:
        report.add(next(came) if isinstance(one.says, Row) else refused(one, one.says), one.lines)


def refused(one: Record, why: Refused) -> Fate:
    """The fate of a record that could not be understood."""
    return Fate(one.place, one.id, REFUSED, why.reason)


def check(found: Iterable[Record], meant: Meant, report: Report) -> None:
    """Look through a file without bringing anything: report those that would be refused whatever is known here."""
    for one in found:
        if why := hopeless(one, meant):
            report.add(refused(one, why), one.lines)


def hopeless(record: Record, meant: Meant) -> Refused | None:
    """Why a record would be refused whatever is known here."""
    if isinstance(record.says, Refused):
        return record.says
    return rules.refused(meant.noun, record.says) or settling.nobody(*record.named)


def fingerprint(file: BinaryIO) -> str:
    """What tells a file from others without reading gigabytes: its size, its beginning and its end."""
    size = file.seek(0, 2)
    digest = hashlib.sha256(str(size).encode())
    for at in (0, max(0, size - ENDS)):
        file.seek(at)
        digest.update(file.read(ENDS))
    file.seek(0)
    return digest.hexdigest()


def broken_off(noun: str, source: str, print_: str) -> Batch | None:
    """The batch in which this very file was being brought when that broke off."""
    begun = Batch.objects.filter(noun=noun, source=source, state__in=[Batch.RUNNING, Batch.BROKEN])
    return begun.filter(mapping__print=print_).order_by("-pk").first()
