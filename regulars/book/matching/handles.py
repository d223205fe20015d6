"""How a customer is reached, as pages show it."""

from datetime import datetime

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.book.models import Customer
from regulars.book.once import once
from regulars.engine.rows import aware, rows

MOST_SHOWN = 50
HANDLES = """
select id, kind, value, shown, source, verified_at is not null, shared, first_seen, last_seen from book_identity
where customer_id = %s order by shared, verified_at is null, last_seen desc, id limit %s
"""


@dataclass(frozen=True, slots=True)
class Handle:
    """One way to reach a person, and where it is known from. The fields are the columns of HANDLES."""

    id: int
    kind: str
    value: str
    shown: str
    source: str
    verified: bool
    shared: bool
    first_seen: datetime
    last_seen: datetime


def of(customer: Customer) -> list[Handle]:
    """Theirs: the ones they use first, then what is only claimed, then what they share. One statement."""
    return [
        Handle(pk, kind, value, shown, source, bool(verified), bool(shared), aware(first), aware(last))
        for pk, kind, value, shown, source, verified, shared, first, last in rows(HANDLES, [customer.pk, MOST_SHOWN])
    ]


def here(customer: Customer) -> list[Handle]:
    """The same for the parts of a page."""
    return once(customer, "handles", lambda: of(customer))


def kinds() -> list[tuple[str, str]]:
    """The kinds of handles, in words."""
    return [
        ("email", _("Mail address")),
        ("phone", _("Phone number")),
        ("handle", _("Name on a network or in a chat")),
        ("card", _("Number of a customer card")),
        ("external", _("Number in another system")),
    ]
