"""A row of a file as what it says of an order, a visit or a reward, or why it cannot be understood. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.records.rows import Line, Row, Who, stay, wall
from regulars.imports.records.cells import (
    IDS,
    Cells,
    Reader,
    Wrong,
    amount,
    chosen,
    currency,
    number,
    past,
    planned,
    status,
    whole,
)
from regulars.imports.records.columns import ADDRESS, LINE, folded, proposed
from regulars.imports.records.grouping import MOST_LINES, Group
from regulars.imports.records.tables import Found

STEPS = {
    "order": {"paid_at": "paid", "sent_at": "sent", "cancelled_at": "cancelled", "returned_at": "returned"},
    "visit": {"booked_at": "booked", "cancelled_at": "cancelled"},
    "reward": {"granted_at": "granted", "changed_at": "changed"},
}
TEXTS = {
    "order": ("number",),
    "visit": ("number", "place", "unit", "what", "wishes"),
    "reward": ("programme", "unit"),
}
SIDES = {f"{side}_to": tuple((part, f"{side}_{part}") for part in ADDRESS) for side in ("ship", "bill")}
POINTS = {"points": "points", "punkte": "points", "miles": "miles", "nights": "nights", "stand": "points"}


def understood(group: Group, read: Reader) -> Row | Refused:
    """What one record says. An order can go over several rows, one for each of its lines; its own cells are those of
    the first. Where one of them is none, the whole is refused."""
    first = group.rows[0]
    cells = read.cells(first)
    try:
        whole_rows(group)
        said = SAYS[read.meant.noun](cells, read)
        lines = lines_of(group.rows, read, said) if read.meant.noun == "order" else None
        steps = {
            status: at
            for name, status in STEPS[read.meant.noun].items()
            if name in cells and (at := past(cells, name, read))
        }
    except Wrong as fault:
        return fault.refused
    return Row(source_id(cells, read), who(cells, read), said, lines, steps, first.line)


def whole_rows(group: Group) -> None:
    """Raises Wrong where a row is none, or there are more than an order can have."""
    if group.is_cut:
        raise Wrong(too_many(), "id")
    for row in group.rows:
        if row.wrong:
            raise Wrong(on_line(row.line, row.wrong) if len(group.rows) > 1 else row.wrong, "")


def on_line(line: int, reason: str) -> str:
    """A reason with its line, where the record has others too."""
    return _("Line %(line)s: %(reason)s") % {"line": line, "reason": reason}


def too_many() -> str:
    """Why an order with that many lines is not taken."""
    said = _("An order can have %(most)s lines, and here are more. Check which column is its id.")
    return said % {"most": MOST_LINES}


def source_id(cells: Cells, read: Reader) -> str:
    """The id in the other system. An order may have only its number, a reward only whose it is."""
    return next((cell for name in IDS[read.meant.noun] if (cell := cells.get(name, ""))), "")


def who(cells: Cells, read: Reader) -> Who:
    """Whose it is."""
    full = cells.get("name", "") or f"{cells.get('first_name', '')} {cells.get('last_name', '')}".strip()
    return Who(
        name=full[:200],
        email=cells.get("email", "")[:320],
        phone=cells.get("phone", "")[:320],
        card=cells.get("card", "")[:320],
        external=cells.get("customer_id", "")[:200],
        region=read.meant.region,
    )


def texts(cells: Cells, read: Reader) -> dict[str, Any]:
    """The fields that are kept as they are written."""
    return {name: cells.get(name, "") for name in TEXTS[read.meant.noun] if (name in cells)}


def order(cells: Cells, read: Reader) -> dict[str, Any]:
    """The columns of an order."""
    said = {**texts(cells, read), **status(cells, read)}
    if "number" not in said:
        said["number"] = source_id(cells, read)[:60]
    if at := past(cells, "ordered_at", read):
        said["ordered_at"] = at
    said["currency"] = currency(cells, read)
    if cell := cells.get("total", ""):
        said["total"] = amount(cell, said["currency"], read, "total")
    if "promised" in cells:
        said |= wall("promised", planned(cells, "promised", read, end_of_day=True))
    if "delivered_at" in cells:
        said["delivered_at"] = past(cells, "delivered_at", read)
    for side, parts in SIDES.items():
        there = [(part, cells[name]) for part, name in parts if name in cells]
        if there:
            said[side] = {part: cell[:200] for part, cell in there if cell}
    return said


def visit(cells: Cells, read: Reader) -> dict[str, Any]:
    """The columns of a visit."""
    said = {**texts(cells, read), **status(cells, read)}
    starts = planned(cells, "starts", read, end_of_day=False)
    if starts:
        said |= stay(starts, planned(cells, "ends", read, end_of_day=False))
    if cell := cells.get("party", ""):
        said["party"] = whole(cell, read, "party")
        if not 1 <= said["party"] <= 10_000:
            raise Wrong(_("“%(text)s” is no number of people.") % {"text": cell}, "party")
    if cell := cells.get("total", ""):
        said["currency"] = currency(cells, read)
        said["total"] = amount(cell, said["currency"], read, "total")
    return said


def reward(cells: Cells, read: Reader) -> dict[str, Any]:
    """The columns of a reward: its balance is money where a currency is named, else it counts its unit."""
    said = texts(cells, read)
    if read.meant.programme and not said.get("programme"):
        said["programme"] = read.meant.programme
    cell = cells.get("currency", "").upper() or read.meant.currency
    said["currency"] = currency(cells, read) if cell else ""
    counted = POINTS.get(folded(read.columns.get("balance", "")), "points")
    said["unit"] = (said.get("unit") or read.meant.unit or said["currency"] or counted)[:20]
    if balance := cells.get("balance", ""):
        is_money = bool(said["currency"])
        said["balance"] = (
            amount(balance, said["currency"], read, "balance") if is_money else whole(balance, read, "balance")
        )
    if "expires" in cells:
        said |= wall("expires", planned(cells, "expires", read, end_of_day=True))
    return said


SAYS = {"order": order, "visit": visit, "reward": reward}


def lines_of(group: Sequence[Found], read: Reader, said: Mapping[str, Any]) -> tuple[Line, ...] | None:
    """The lines of an order; None where the file knows nothing of lines."""
    if "lines" in read.columns:
        listed = group[0].cells.get(read.columns["lines"])
        if isinstance(listed, list):
            return listed_lines(listed, read, said)
    if "line_name" not in read.columns and "line_sku" not in read.columns:
        return None
    wanted = {name: read.columns[name] for name in LINE if name in read.columns}
    found = [line_in(one, wanted, read, said, alone=len(group) == 1) for one in group]
    return tuple([one for one in found if one])


def listed_lines(listed: Sequence[Any], read: Reader, said: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines of an order that are a list of JSON."""
    if len(listed) > MOST_LINES:
        raise Wrong(too_many(), "lines")
    if not all(isinstance(one, dict) for one in listed):
        raise Wrong(_("One of its lines is no object of JSON, like {“name”: “Tea”}."), "lines")
    return tuple([nested(one, read, said) for one in listed])


def line_in(
    found: Found, wanted: Mapping[str, str], read: Reader, said: Mapping[str, Any], *, alone: bool
) -> Line | None:
    """The line that a row says; what is wrong in one of several names it."""
    try:
        return line(chosen(found, wanted), read, said)
    except Wrong as fault:
        if alone:
            raise
        raise Wrong(on_line(found.line, fault.refused.reason), fault.refused.field) from fault


def nested(one: Mapping[str, Any], read: Reader, said: Mapping[str, Any]) -> Line:
    """A line within a list of JSON."""
    words = {"line_name": "title", "line_sku": "", "line_quantity": "", "line_price": ""}
    names = {field: column for column, field in proposed("order", one).items() if field in words}
    if "line_name" not in names and "name" in one:
        names["line_name"] = "name"
    made = line({name: str(one.get(names.get(name, ""), "")) for name in LINE}, read, said)
    if made is None:
        raise Wrong(_("A line of it names no article."), "lines")
    return made


def line(cells: Mapping[str, str], read: Reader, said: Mapping[str, Any]) -> Line | None:
    """A line; None where nothing is said of an article."""
    sku, count, price = cells.get("line_sku", ""), cells.get("line_quantity", ""), cells.get("line_price", "")
    name = cells.get("line_name", "") or sku
    if not name:
        return None
    quantity = number(count, "line_quantity", read.meant.point) if count else Decimal(1)
    each = amount(price, said["currency"], read, "line_price") if price else 0
    return Line(name[:300], quantity, each, sku[:80])
