"""`import orders`, `import visits`, `import rewards`."""

import argparse
import shlex
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import DatabaseError
from django.utils import timezone

from regulars.base.commands import command
from regulars.base.results import Refused
from regulars.book.models import Batch
from regulars.book.records.rows import OUTCOMES
from regulars.book.records.undo import undo
from regulars.imports.bar import Bar
from regulars.imports.records import acts
from regulars.imports.records.acts import Asked
from regulars.imports.records.columns import LABELS
from regulars.imports.records.meant import Meant, faults, first_guess
from regulars.imports.records.report import Report
from regulars.imports.records.shown import pairs

DONE, FAILED, WRONG_USE = 0, 1, 2
NOUNS = {"orders": "order", "visits": "visit", "rewards": "reward"}


def sign(written: str) -> str:
    """What stands between cells, as it is written on a command line."""
    found = {"tab": "\t", "\\t": "\t"}.get(written, written)
    if len(found) > 1 or (found and found in '"\r\n\0'):
        raise argparse.ArgumentTypeError(f"“{written}” is not one sign; give one such as “;”, or “tab”")
    return found


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the three take."""
    add = parser.add_argument
    add("path", type=Path, nargs="?", help="a CSV or JSON file")
    add(
        "--source",
        default="import",
        metavar="NAME",
        help="the system that it comes from, such as shop; ids are its own",
    )
    add("--map", action="append", default=[], metavar="COLUMN=FIELD", help="which field a column is; can be repeated")
    add("--status", action="append", default=[], metavar="WORD=STATUS", help="what a word of the file's status means")
    add("--zone", default="", metavar="NAME", help="the time zone of times that name none, like Europe/Berlin")
    add("--currency", default="", metavar="CODE", help="the currency of amounts that name none, like EUR")
    add("--dates", choices=("dmy", "mdy"), default="", help="what 3/4/2026 means: day or month first")
    add("--decimal", choices=(".", ","), default="", help="where decimals begin, if amounts do not tell")
    add(
        "--delimiter",
        type=sign,
        default="",
        metavar="SIGN",
        help="what stands between cells, if the file does not tell; a tab can be written as “tab”",
    )
    add("--region", default="", metavar="CC", help="the country of phone numbers without a country code, like DE")
    add("--unit", default="", help="what a balance counts, such as points")
    add("--programme", default="", help="the loyalty programme, if the file does not name it")
    add("--claimed", action="store_true", help="nobody has checked the addresses in it, so they match nobody")
    add("--all-or-nothing", action="store_true", help="bring nothing if one row is refused")
    add("--preview", action="store_true", help="show how the first rows would be understood, and bring nothing")
    add(
        "--report",
        type=Path,
        metavar="PATH",
        help="where the fate of each row is written; beside the file if not given",
    )
    add("--undo", default="", metavar="ID", help="take an import back as a whole")
    add("--quiet", action="store_true", help="no progress bar")


def run(noun: str, given: argparse.Namespace) -> int:
    """One of the three."""
    if given.undo:
        return take_back(given.undo)
    if given.path is None:
        return wrong(Refused("Name the file to bring in."))
    if not given.path.is_file():
        return wrong(Refused(f"There is no file {given.path}."))
    try:
        asked = asked_for(noun, given)
        if isinstance(asked, Refused):
            return wrong(asked)
        return preview(asked) if given.preview else carry_out(asked, given)
    except (OSError, DatabaseError) as fault:
        print(f"\nIt broke off: {fault}. Give the same command again; it goes on.", file=sys.stderr)
        return FAILED


for plural, singular in NOUNS.items():
    about = f"Bring in {plural} from CSV or JSON; repeatable, and undone with --undo"
    command(f"import {plural}", about, arguments)(partial(run, singular))


def wrong(use: Refused) -> int:
    """Say what was wrong."""
    print(use.reason, file=sys.stderr)
    return WRONG_USE


def named_pairs(given: list[str]) -> dict[str, str] | Refused:
    """COLUMN=FIELD as a mapping."""
    found = [one.rpartition("=") for one in given]
    bad = [one for one, (left, _sign, right) in zip(given, found, strict=True) if not (left and right)]
    if bad:
        return Refused(f"“{bad[0]}”: write it like COLUMN=FIELD.")
    return {left.strip(): right.strip() for left, _sign, right in found}


def asked_for(noun: str, given: argparse.Namespace) -> Asked | Refused:
    """What the arguments ask for. Columns that are named go before those that are guessed by their headers."""
    named, statuses = named_pairs(given.map), named_pairs(given.status)
    if isinstance(named, Refused):
        return named
    if isinstance(statuses, Refused):
        return statuses
    if packed := acts.unreadable(given.path):
        return packed
    columns = acts.columns_of(given.path, given.delimiter)
    guessed = {
        column: field
        for column, field in first_guess(noun, columns).mapping.items()
        if column not in named and field not in named.values()
    }
    meant = Meant(
        noun,
        {**guessed, **{column: field for column, field in named.items() if field != "-"}},
        given.zone,
        given.currency.upper(),
        given.dates,
        given.decimal,
        given.region,
        given.unit,
        given.programme,
        statuses,
        not given.claimed,
    )
    if bad := faults(meant, columns):
        return Refused(by_option(bad, list(columns)))
    return Asked(given.path, given.source, meant, given.delimiter, all_or_nothing=given.all_or_nothing)


def by_option(bad: Sequence[Refused], columns: Sequence[str]) -> str:
    """What is wrong, a line for each, after the option by which it is put right."""
    lines = [f"--{one.field}: {one.reason}" for one in bad]
    if columns and any(one.field == "map" for one in bad):
        lines.append(f"The columns are: {', '.join(columns)}. Write it like --map {shlex.quote(f'{columns[0]}=id')}")
    return "\n".join(lines)


def preview(asked: Asked) -> int:
    """Show what each column is taken for, and the first rows as they would be understood."""
    for column in acts.columns_of(asked.path, asked.delimiter):
        field = asked.meant.mapping.get(column)
        print(f"{column:<32} {f'{LABELS[field]} ({field})' if field else 'not used'}")
    for record in acts.previewed(asked):
        print(f"\nLine {record.place}, {record.id or 'no id'}:")
        for label, value in pairs(record.says):
            print(f"  {label!s:<22} {value}")
    return DONE


def carry_out(asked: Asked, given: argparse.Namespace) -> int:
    """The import itself."""
    now, began = timezone.now(), time.monotonic()
    batch = acts.open_batch(asked, None, now)
    if isinstance(batch, Refused):
        return wrong(batch)
    report = given.report or asked.path.with_name(f"{asked.path.name}.report.csv")
    bar = Bar(asked.path.stat().st_size, "records", quiet=given.quiet)
    said = acts.bring_file(batch, asked, report, now, bar.show)
    bar.end()
    tell(batch, said, report, time.monotonic() - began)
    return FAILED if asked.all_or_nothing and said.refused else DONE


def tell(batch: Batch, said: Report, report: Path, seconds: float) -> None:
    """Say what came of it."""
    counts = ", ".join(f"{said.counts[name]} {name}" for name in OUTCOMES)
    total = said.counts.total()
    print(f"{total} {'record' if total == 1 else 'records'} in {seconds:.1f} s: {counts}.")
    for fate in said.reasons:
        print(f"  line {fate.place}, {fate.source_id or 'no id'}: {fate.outcome}. {fate.reason}")
    if said.noted > len(said.reasons):
        print(f"  and {said.noted - len(said.reasons)} more.")
    print(f"What became of each row is in {report}.")
    batch.refresh_from_db()
    if batch.state == Batch.UNDONE:
        print("Nothing was brought in: one row was refused, and it was to be all or nothing.")
    else:
        print(f"To take all of it back: ./do regulars import {plural_of(batch.noun)} --undo {batch.public_id}")


def plural_of(noun: str) -> str:
    """The command's name for a noun."""
    return next(plural for plural, singular in NOUNS.items() if singular == noun)


def take_back(public_id: str, clock: Callable[[], datetime] = timezone.now) -> int:
    """Undo an import."""
    batch = acts.batch_named(public_id)
    done = batch if isinstance(batch, Refused) else undo(batch, None, clock())
    if isinstance(done, Refused):
        return wrong(done)
    print(
        f"{done.gone} records are gone, {done.restored} say again what they said, {done.customers} customers went with "
        f"them. {done.left} were left, since they have changed since."
    )
    return DONE
