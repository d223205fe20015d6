"""The cells of a row: what each says of its field, or that it cannot be understood. Pure."""

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.money import CODES, NotMoney, parse
from regulars.base.results import Refused
from regulars.imports.records import times
from regulars.imports.records.meant import Meant, status_words
from regulars.imports.records.tables import LONGEST_CELL, Found
from regulars.staff.rules import is_zone


class Wrong(Exception):
    """A cell that cannot be understood; `refused` says which and why."""

    def __init__(self, reason: str, name: str) -> None:
        super().__init__(reason)
        self.refused = Refused(reason, name)


Cells = Mapping[str, str]
THOUSAND = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
IDS = {"order": ("id", "number"), "visit": ("id", "number"), "reward": ("id", "card", "customer_id", "email")}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the rows of one file. `columns` are by field those that say it."""

    meant: Meant
    columns: Mapping[str, str]
    statuses: Mapping[str, str] = field(default_factory=dict)

    def cells(self, found: Found) -> Cells:
        """What a row says, by field; a field of which the file says nothing is not among it."""
        return chosen(found, self.columns)

    def id_of(self, found: Found) -> str:
        """The id of a row's record in the other system."""
        for name in IDS[self.meant.noun]:
            if name in self.columns and (cell := clean(found.cells.get(self.columns[name], ""))):
                return cell
        return ""

    def number_of(self, found: Found, *, alone: bool = False) -> str:
        """The number of a row's record, with `alone` only where it names no id besides."""
        if "number" not in self.columns or "id" not in self.columns:
            return ""
        if alone and clean(found.cells.get(self.columns["id"], "")):
            return ""
        return clean(found.cells.get(self.columns["number"], ""))


def chosen(found: Found, columns: Mapping[str, str]) -> dict[str, str]:
    """The clean cells of a row in these columns, by field."""
    there = found.cells
    if found.tidy:
        return {name: there[column].strip(" ") for name, column in columns.items() if column in there}
    return {name: clean(there[column]) for name, column in columns.items() if column in there}


def clean(value: Any) -> str:
    """A cell without blanks around it; "" for what is no text."""
    if not value or not isinstance(value, str):
        return ""
    if len(value) < LONGEST_CELL and "  " not in value and value.isprintable():
        # No other blank than U+0020 is printable.
        return value.strip(" ")
    return " ".join(value.split())[:LONGEST_CELL]


def reader(meant: Meant) -> Reader:
    """A reader of files that are meant so."""
    return Reader(meant, {name: column for column, name in meant.mapping.items()}, status_words(meant))


def status(cells: Cells, read: Reader) -> dict[str, str]:
    """The status, if one is named."""
    cell = cells.get("status", "")
    if not cell:
        return {}
    known = read.statuses.get(bare(cell))
    if known is None:
        there = ", ".join(sorted(set(read.statuses.values())))
        said = _("“%(text)s” is no known status. Say which of these it means: %(known)s.")
        raise Wrong(said % {"text": cell[:60], "known": there}, "status")
    return {"status": known}


@lru_cache
def bare(cell: str) -> str:
    """A word as statuses are compared."""
    return "".join(sign for sign in cell.casefold() if sign.isalnum())


def currency(cells: Cells, read: Reader) -> str:
    """The currency of a row, or the file's."""
    cell = cells.get("currency", "").upper() or read.meant.currency
    code = {"€": "EUR", "£": "GBP", "EURO": "EUR"}.get(cell, cell)
    if not code:
        raise Wrong(_("It names no currency, and none was given for the file."), "currency")
    if code not in CODES:
        raise Wrong(
            _("There is no currency “%(text)s”. Write its three letters, like EUR.") % {"text": cell[:20]}, "currency"
        )
    return code


def amount(cell: str, of: str, read: Reader, name: str) -> int:
    """An amount in minor units."""
    try:
        return parse(cell, of, read.meant.point)
    except NotMoney as fault:
        raise Wrong(in_words(fault, cell, of), name) from fault


def in_words(fault: NotMoney, cell: str, of: str) -> str:
    """Why something is no amount."""
    said = {
        "ambiguous": _("“%(text)s” may be two amounts. Say where decimals begin."),
        "precise": _("“%(text)s” has more decimals than %(currency)s has."),
        "currency": _("“%(text)s” is not in %(currency)s."),
        "large": _("“%(text)s” is more than any amount can be. Check its separators."),
    }.get(fault.why, _("“%(text)s” is no amount. Write it like 1234.50."))
    return said % {"text": cell[:60], "currency": of}


def whole(cell: str, read: Reader, name: str) -> int:
    """A whole number, such as points: a separator in it stands between thousands."""
    try:
        return parse(cell, "JPY", read.meant.point)
    except NotMoney as fault:
        # Points have no decimals, so nothing else can be meant by "1.200".
        if fault.why == "ambiguous":
            return int(cell.replace(".", "").replace(",", ""))
    raise Wrong(_("“%(text)s” is no whole number.") % {"text": cell[:60]}, name)


@lru_cache
def number(cell: str, name: str, point: str = "") -> Decimal:
    """A quantity: at most three decimals, which begin at `point`. Where that is not known, "1,000" may be one or a
    thousand, and is not guessed at."""
    if not point and THOUSAND.fullmatch(cell):
        raise Wrong(_("“%(text)s” may be two amounts. Say where decimals begin.") % {"text": cell}, name)
    thousands = {".": ",", ",": "."}.get(point, "")
    try:
        found = Decimal((cell.replace(thousands, "") if thousands else cell).replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) >= 10**9 or found != round(found, 3):
        raise Wrong(_("“%(text)s” is no quantity.") % {"text": cell[:60]}, name)
    return found


def past(cells: Cells, name: str, read: Reader) -> datetime | None:
    """A time that has been, in UTC."""
    cell = cells.get(name, "")
    if not cell:
        return None
    at = times.moment(cell, zone(cells, read), read.meant.order)
    if isinstance(at, Refused):
        raise Wrong(at.reason, name)
    return at


def planned(cells: Cells, name: str, read: Reader, *, end_of_day: bool) -> Any:
    """A time that people plan with."""
    cell = cells.get(name, "")
    if not cell:
        return None
    at = times.ahead(cell, zone(cells, read), read.meant.order, end_of_day=end_of_day)
    if isinstance(at, Refused):
        raise Wrong(at.reason, name)
    return at


def zone(cells: Cells, read: Reader) -> str:
    """The zone of a row, or the file's."""
    cell = cells.get("zone", "") or read.meant.zone
    if cell and not is_zone(cell):
        raise Wrong(_("There is no time zone “%(text)s”. Write it like Europe/Berlin.") % {"text": cell[:60]}, "zone")
    return cell
