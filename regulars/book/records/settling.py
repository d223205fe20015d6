"""What becomes of one row, given all that is known of its batch. Nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from regulars.base.ids import public_id
from regulars.base.results import Refused
from regulars.book.records import rules, sheet, who
from regulars.book.records.known import Known
from regulars.book.records.rows import BROUGHT, CHANGED, REFUSED, UNCHANGED, Fate, Row
from regulars.book.records.sheet import Sheet
from regulars.book.records.who import Handle, People


@dataclass(slots=True)
class Settling:
    """A batch that is being planned. `there` are its records that are known, `standing` where customers stand after
    merges, `touched` the records that the batch has brought or changed before, `erased` customers
    who are no more; `done` are its rows so far, by id."""

    sheet: Sheet
    people: People
    there: Mapping[str, Known]
    standing: Mapping[int, tuple[int, str]]
    touched: set[int]
    erased: set[int]
    done: dict[str, Row] = field(default_factory=dict)


def settle(row: Row, found: Sequence[Handle], wrong: Sequence[str], of: Settling) -> Fate:
    """Plan what a row asks for, and say what became of it."""
    if refused := rules.refused(of.sheet.noun, row):
        return fate(row, REFUSED, refused.reason)
    before = of.done.get(row.source_id)
    if before is not None:
        return twice(row, before)
    known = of.there.get(row.source_id)
    return again(row, known, of) if known else fresh(row, found, wrong, of)


def fate(row: Row, outcome: str, reason: str = "", public: str = "") -> Fate:
    """The answer to a row."""
    return Fate(row.place, row.source_id, outcome, reason, public)


def twice(row: Row, before: Row) -> Fate:
    """Of a row whose record stood in this batch already."""
    if (row.said, row.lines, row.who) == (before.said, before.lines, before.who):
        return fate(row, UNCHANGED)
    return fate(row, REFUSED, stood_above())


def stood_above() -> str:
    """Why a record is not taken twice from one file: nobody could say which is right."""
    return _("The same id stands above with other content. Rows of one record must follow each other.")


def again(row: Row, known: Known, of: Settling) -> Fate:
    """Of a record that is known. What is left of an erased one's is no mirror: it is not even compared."""
    if of.standing[known.customer][0] in of.erased:
        return fate(row, REFUSED, _("Its customer was erased, so nothing new is written down."), known.public_id)
    if not (rules.changes(known.said, row) or rules.lines_differ(known.lines, row)):
        return fate(row, UNCHANGED, public=known.public_id)
    if known.id in of.touched:
        return fate(row, REFUSED, stood_above(), known.public_id)
    if refused := rules.clash(of.sheet.noun, known.said, row):
        return fate(row, REFUSED, refused.reason, known.public_id)
    sheet.alter(of.sheet, known, row, of.standing[known.customer][0])
    of.done[row.source_id] = row
    return fate(row, CHANGED, public=known.public_id)


def fresh(row: Row, found: Sequence[Handle], wrong: Sequence[str], of: Settling) -> Fate:
    """Of a record that is new."""
    said = rules.whole(of.sheet.noun, row)
    refused = rules.missing(of.sheet.noun, said) or nobody(found, wrong)
    if refused:
        return fate(row, REFUSED, refused.reason)
    customer, notes = who.whose(row.who, found, of.people)
    public = public_id()
    sheet.add(of.sheet, row, of.standing.get(customer, (customer, ""))[0], public, said)
    of.done[row.source_id] = row
    return fate(row, BROUGHT, " ".join([*notes, *wrong]), public)


def nobody(found: Sequence[Handle], wrong: Sequence[str]) -> Refused | None:
    """Why a row has no customer."""
    if found:
        return None
    if wrong:
        return Refused(" ".join(wrong))
    return Refused(_("It names no customer: a mail address, a phone number, a card or a customer number is needed."))
