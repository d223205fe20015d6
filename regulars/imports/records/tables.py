"""Rows of a CSV or JSON file, each with its line number. Whatever the bytes are, every line has a fate."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.channels.email import charsets
from regulars.imports.records.columns import every_word, folded
from regulars.imports.records.lines import LONGEST, lines

DELIMITERS = ";,\t|"
LONGEST_CELL = 2000
SAMPLED = 20
MOST_COLUMNS = 400
BETWEEN = re.compile(r"[\s,]*")
TOLD = re.compile(r"\s*[Ss][Ee][Pp]=([^\w \r\n])\s*")
# Other values of the object in which a list stands, such as `"next": null`.
PLAIN = r'"[^"]*"\s*:\s*(?:"[^"]*"|[\w.+-]+)\s*'
LISTED = re.compile(rf'\{{\s*(?:{PLAIN},\s*)*"(?:orders|visits|bookings|reservations|rewards|data|results)"\s*:\s*\[')
CLOSED = re.compile(rf"\]\s*(?:,\s*{PLAIN})*\}}?\s*")
MOST_ITEMS = 100_000
MOST_ABOVE = 10
# A quote that is never closed would swallow the rest of the file as one cell.
MOST_LINES_A_ROW = 200


class Found(NamedTuple):
    """One row: its cells by the name of their column, and what is wrong with it, if anything is: then they only hint
    at whose row it is. Values of JSON may be lists. `line` is the one it begins on, in JSON without lines its place.
    `tidy` cells need only lose blanks at their ends to be clean: most are, and one look at a line is cheaper than one
    at each cell."""

    line: int
    cells: dict[str, Any]
    wrong: str = ""
    tidy: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was opened: what its columns are called, its rows as they are read, and how it is written."""

    columns: tuple[str, ...]
    rows: Iterator[Found]
    form: str
    delimiter: str = ""


def open_table(file: BinaryIO, delimiter: str = "") -> Table:
    """A CSV or JSON file as rows. It is read as the rows are taken, a piece at a time."""
    text = lines(file)
    number, first = next(((place, line) for place, line in enumerate(text, 1) if line.strip()), (1, ""))
    begin = first.lstrip()
    if begin.startswith("["):
        return json_table(array(chain([begin[1:]], text)))
    if begin.startswith("{"):
        return object_table(begin, text, number)
    if told := TOLD.fullmatch(first):
        # Excel writes and reads a first line that says what stands between the cells.
        return csv_table(next(text, ""), text, delimiter or told.group(1), number + 1)
    return csv_table(first, text, delimiter, number)


def object_table(first: str, text: Iterator[str], number: int) -> Table:
    """A table of objects of JSON: a line for each, or in a list that one of few words names, as an API answers."""
    ahead = list(islice(text, SAMPLED))
    begin = "".join([first, *ahead])
    if listed := LISTED.match(begin):
        return json_table(array(chain([begin[listed.end() :]], text)))
    return json_table(json_lines(chain([first, *ahead], text), number))


def json_table(rows: Iterator[Found]) -> Table:
    """A table whose columns are those of its first rows."""
    ahead = list(islice(rows, SAMPLED))
    names = dict.fromkeys(name for row in ahead for name in row.cells)
    return Table(tuple(names), chain(ahead, rows), "json")


def csv_table(first: str, text: Iterator[str], delimiter: str, number: int) -> Table:
    """A table whose columns are named by its first line, or by the one that stands below a title."""
    ahead = [first, *islice(text, SAMPLED)]
    above = titled(ahead, delimiter)
    by = delimiter or delimiter_of(ahead[above:])
    names = header(ahead[above], by)
    return Table(names, csv_rows(names, chain(ahead[above + 1 :], text), by, number + above), "csv", by)


def titled(sample: Sequence[str], delimiter: str) -> int:
    """How many lines stand above the one that names columns, as a report begins with what it is. A line is taken for
    that only where three of its names are known, and none of the first line's is."""
    for place, line in enumerate(sample[:MOST_ABOVE]):
        named = header(line, delimiter or delimiter_of(sample[place:]))
        fitting = sum(folded(name) in every_word() for name in named)
        if fitting >= (3 if place else 1):
            return place
    return 0


def delimiter_of(sample: Sequence[str]) -> str:
    """What stands between the cells: of those that the header holds, the one that is as often in most other lines."""
    counted = [(count_of(sample[0], one), agreement(sample, one), -place) for place, one in enumerate(DELIMITERS)]
    best = max(counted, key=lambda found: (found[0] > 0, found[1], found[0], found[2]))
    return DELIMITERS[-best[2]]


def agreement(sample: Sequence[str], delimiter: str) -> int:
    """In how many lines it stands as often as in the first."""
    wanted = count_of(sample[0], delimiter)
    return sum(count_of(line, delimiter) == wanted for line in sample[1:]) if wanted else 0


def count_of(line: str, delimiter: str) -> int:
    """How often it stands outside of quotes."""
    return sum(part.count(delimiter) for part in line.split('"')[::2])


def header(line: str, delimiter: str) -> tuple[str, ...]:
    """The names of columns: one without a name, or with one that was there, gets its number."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])[:MOST_COLUMNS]
    except csv.Error:
        cells = line.split(delimiter)[:MOST_COLUMNS]
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:80]
        names.append(name if name and name not in names else f"{name or 'column'} {place}")
    return tuple(names)


def csv_rows(names: Sequence[str], text: Iterator[str], delimiter: str, number: int) -> Iterator[Found]:
    """The rows below the header, which is line `number`. A cell in quotes may go over several lines."""
    for line in text:
        number += 1
        if line.count('"') % 2 == 0 or not is_open(line, delimiter):
            if line.strip():
                yield one(names, line, number, delimiter)
            continue
        record, more = closed(line, text, delimiter)
        yield from [one(names, record, number, delimiter)] if more else apart(names, record, number, delimiter)
        number += record.count("\n", 0, -1) if more else len(record.splitlines()) - 1


def is_open(record: str, delimiter: str) -> bool:
    """Whether a cell began with a quotation mark that was not closed. One within a cell is a sign like others."""
    between = re.escape(delimiter)
    rest = re.sub(rf'(?:^|(?<={between}))"(?:[^"]|"")*"(?={between}|\s*$)', "", record)
    return re.search(rf'(?:^|{between})"', rest) is not None


def closed(record: str, text: Iterator[str], delimiter: str) -> tuple[str, bool]:
    """A record with the lines that its open cell goes over, and whether that cell is closed: if not soon, all lines
    that were looked at are given back."""
    for line in islice(text, MOST_LINES_A_ROW):
        record += line
        if '"' in line and not is_open(record, delimiter):
            return record, True
    return record, False


def apart(names: Sequence[str], record: str, began: int, delimiter: str) -> Iterator[Found]:
    """Lines of which the first opened a quote that nothing closes: that one is wrong, and others that open one; the
    rest are rows."""
    for place, line in enumerate(record.splitlines(keepends=True)):
        if place == 0 or is_open(line, delimiter):
            cells = dict(zip(names, line.rstrip("\r\n").split(delimiter), strict=False))
            yield Found(began + place, cells, _("A quotation mark is opened and never closed."))
        elif line.strip():
            yield one(names, line, began + place, delimiter)


def one(names: Sequence[str], record: str, line: int, delimiter: str) -> Found:
    """A record as cells."""
    try:
        cells = cells_of(record, delimiter)
    except csv.Error as fault:
        if len(record) > (most := csv.field_size_limit()):
            return Found(line, {}, _("A cell of this line is longer than %(most)s signs.") % {"most": str(most)})
        return Found(line, {}, _("This line is no row: %(fault)s.") % {"fault": fault})
    named = dict(zip(names, cells, strict=False))
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        said = _("It has %(cells)s cells, and there are %(columns)s columns.")
        return Found(line, named, said % {"cells": len(cells), "columns": len(names)})
    return Found(line, named, tidy=is_tidy(record))


def cells_of(record: str, delimiter: str) -> list[str]:
    """The cells of a record. One without quotes is cut at its delimiters, which is quicker. Raises csv.Error."""
    if '"' in record or len(record) > csv.field_size_limit():
        return next(csv.reader([record], delimiter=delimiter), [])
    return record.rstrip("\r\n").split(delimiter)


def is_tidy(record: str) -> bool:
    """Whether no cell of it is long, or holds other blanks than single ones: no other blank is printable."""
    return len(record) < LONGEST_CELL and "  " not in record and record.rstrip("\r\n").isprintable()


def json_lines(text: Iterable[str], first: int) -> Iterator[Found]:
    """An object a line; and an object over several lines, as one that was laid out for reading."""
    waiting, began = "", 0
    for number, line in enumerate(text, first):
        if not (waiting or line.strip()):
            continue
        began = began if waiting else number
        waiting += line
        found = loaded(waiting)
        if found is not None or len(waiting) > LONGEST:
            yield row(began, found)
            waiting = ""
        elif line.startswith("{") and (alone := loaded(line)) is not None:
            # What stood above was never closed; this line stands for itself. One that is indented is part of it.
            yield row(began, None)
            yield row(number, alone)
            waiting = ""
    if waiting.strip():
        yield row(began, None)


def array(text: Iterable[str]) -> Iterator[Found]:
    """The objects of an array, wherever its lines end, one at a time; each has its place for a line."""
    waiting, place = "", 0
    for line in text:
        waiting += line
        found, end = objects(waiting)
        for value in found:
            place += 1
            yield row(place, value)
        waiting = waiting[end:]
        if len(waiting) > LONGEST * 2:
            yield nothing_more(place + 1)
            return
    if not CLOSED.fullmatch(waiting):
        yield nothing_more(place + 1)


def objects(text: str) -> tuple[list[Any], int]:
    """The values that stand whole at the beginning of the inside of an array, and where the rest begins."""
    decoder, found, at = json.JSONDecoder(), list[Any](), 0
    while True:
        begins = BETWEEN.match(text, at)
        at = begins.end() if begins else at
        # What is no object may go on in the next piece, as a number does: it is taken when something follows it.
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return found, at
        if end >= len(text) and not isinstance(value, dict):
            return found, at
        found.append(value)
        at = end


def loaded(text: str) -> Any:
    """What the text says as JSON; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def nothing_more(place: int) -> Found:
    """Where an array breaks off."""
    return Found(place, {}, _("From this entry on it is no JSON, so it and what follows it could not be read."))


def row(line: int, found: Any) -> Found:
    """A value of JSON as a row: objects within it are columns of their own, with a dot between the names."""
    if not isinstance(found, dict):
        return Found(line, {}, _("This is no object of JSON, like {“id”: “1001”}."))
    cells: dict[str, Any] = {}
    for name, value in found.items():
        if isinstance(value, dict):
            cells |= {charsets.plain(f"{name}.{inner}"): plain(deeper) for inner, deeper in value.items()}
        else:
            cells[charsets.plain(name)] = plain(value)
    return Found(line, dict(islice(cells.items(), MOST_COLUMNS)))


def plain(value: Any) -> Any:
    """A value as the text of a cell. Lists stay lists, and objects in them objects; in these, too, is no sign that a
    database refuses: JSON can write down halves of signs."""
    if isinstance(value, str):
        return charsets.plain(value)
    if isinstance(value, list):
        return [article(one) if isinstance(one, dict) else one for one in value[:MOST_ITEMS]]
    if value is None:
        return ""
    return json.dumps(value) if not isinstance(value, bool) else str(value).lower()


def article(value: dict[str, Any]) -> dict[str, Any]:
    """An object within a list."""
    return {name: charsets.plain(one) if isinstance(one, str) else one for name, one in value.items()}
