"""How a customer is called and addressed: made, and changed by people and programs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.acts import add_identity
from regulars.book.models import Customer, Merge
from regulars.book.recording import CHANGED, MADE
from regulars.book.shells import sealed
from regulars.engine import audit, outbox
from regulars.staff.rules import is_zone

FIELDS = ("name", "greeting", "language", "time_zone")
LONGEST = 200
# Source: RFC 5646, 2.1: a language of two or three letters, then subtags of up to eight letters and figures.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,3}", re.IGNORECASE)


class Taken(Exception):
    """A handle cannot be written down; the whole is rolled back."""

    def __init__(self, because: Refused) -> None:
        super().__init__(because.reason)
        self.because = because


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new customer is called."""

    name: str = ""
    greeting: str = ""
    language: str = ""
    time_zone: str = ""


def fault(field: str, value: str) -> Refused | None:
    """What is wrong with a field, if anything. An empty one says nothing and is fine."""
    if len(value) > LONGEST:
        return Refused(_("At most 200 letters fit in here."), field)
    if field == "language" and value and not (len(value) <= 35 and LANGUAGE.fullmatch(value)):
        return Refused(_("Write the language as its code, such as en, de or pt-BR."), field)
    if field == "time_zone" and value and not is_zone(value):
        return Refused(_("Write the time zone as region and city, such as Europe/Vienna."), field)
    return None


def make_customer(
    wanted: Wanted,
    handles: Sequence[tuple[str, str, bool]],
    source: str,
    now: datetime,
    *,
    by: str,
    by_id: str = "",
) -> Customer | Refused:
    """A new customer with handles: (kind, as it is written, verified) each. `by` is who, for the audit trail.

    Refused where a field is wrong, or a handle is none of its kind or verified for somebody else; nothing is kept then.
    """
    values = asdict(wanted)
    if faults := [one for field, value in values.items() if (one := fault(field, value))]:
        return faults[0]
    try:
        with transaction.atomic():
            made = Customer.objects.create(**values)
            for kind, written, verified in handles:
                row = add_identity(made, kind, written, source, now, verified=verified)
                if isinstance(row, Refused):
                    raise Taken(row)
            tell(made)
            said = {"handles": [kind for kind, _written, _verified in handles]}
            audit.record(MADE, f"customer:{made.public_id}", by=by, by_id=by_id, after=said, now=now)
    except Taken as taken:
        return taken.because
    return made


def change(customer: Customer, values: Mapping[str, str], now: datetime, *, by: str, by_id: str = "") -> Refused | None:
    """Call or address a customer another way. What stands already changes nothing.

    A field that a merge shows as the other one had it becomes this customer's own (docs/decisions/0012).
    """
    wanted = {field: " ".join(values[field].split()) for field in FIELDS if field in values}
    if faults := [one for field, value in wanted.items() if (one := fault(field, value))]:
        return faults[0]
    with transaction.atomic():
        # Without "no key" it would wait for whoever appends a moment, and that one for us.
        row = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
        if erased := sealed(row):
            return erased
        new = {field: value for field, value in wanted.items() if value != getattr(row, field)}
        if not new:
            return None
        for field, value in new.items():
            setattr(row, field, value)
            row.own.pop(field, None)
        row.save(update_fields=[*new, "own"])
        for merge in Merge.objects.filter(stays=row, undone_at=None):
            Merge.objects.filter(pk=merge.pk).update(takes=[field for field in merge.takes if field not in new])
        tell(row)
        said = {"fields": sorted(new)}
        audit.record(CHANGED, f"customer:{row.public_id}", by=by, by_id=by_id, after=said, now=now)
    return None


def tell(customer: Customer) -> None:
    """Let pages and the search index know."""
    outbox.append("work", {"topics": [f"customer:{customer.public_id}"]})
