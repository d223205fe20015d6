"""Whom a customer is related to, seen from their side, and what of the others stands in their book."""

from datetime import datetime

from django.utils.functional import Promise

from regulars.base.frozen import dataclass
from regulars.book.eyes import Eyes
from regulars.book.models import Customer
from regulars.book.once import once
from regulars.book.relations import rules
from regulars.book.who import names
from regulars.engine.rows import aware, parsed, rows

# Two short walks along an index each; whoever was merged with the other end is not related to themselves.
LIVE = """
select r.id, r.public_id, r.kind, r.note, r.shares, r.at, a.name, p.id, p.public_id, p.name, {turned}
from book_relation r
join book_customer p on p.id = r.{far}
left join staff_agent a on a.id = r.agent_id
where r.{near} = %s and r.customer_id <> r.other_id and r.ended_at is null
"""
BOTH = " union all ".join(
    (
        LIVE.format(near="customer_id", far="other_id", turned=0),
        LIVE.format(near="other_id", far="customer_id", turned=1),
    )
)


@dataclass(frozen=True, slots=True)
class Related:
    """One relation of a customer's: `kind` says what the other is to them. `other` is the other's row id."""

    public_id: str
    kind: str
    note: str
    shares: tuple[str, ...]
    at: datetime
    by: str
    other: int
    other_id: str
    name: str

    @property
    def label(self) -> str | Promise:
        """The kind in words."""
        return rules.KINDS[self.kind]

    @property
    def shared(self) -> list[str]:
        """What stands in both books, in words."""
        return [str(rules.SHARES[one]) for one in self.shares]

    @property
    def whose(self) -> str:
        """Words for what is the other's."""
        return rules.WHOSE[self.kind] % {"name": self.name}


def related_to(customer: Customer, eyes: Eyes) -> list[Related]:
    """Whom they are related to now, of those whose books these eyes may open, the longest known first; after a merge
    of the others, each relation once."""
    every = rows(BOTH, [customer.pk, customer.pk])
    seen = eyes.books({row[7] for row in every})
    found = sorted((row for row in every if row[7] in seen), key=lambda row: row[0])
    called = names({row[7]: row[9] for row in found})
    made: dict[tuple[int, str], Related] = {}
    for _, public_id, kind, note, shares, at, by, other, other_id, _, turned in found:
        what = rules.inverse(kind) if turned else kind
        one = Related(public_id, what, note, tuple(parsed(shares)), aware(at), by or "", other, other_id, called[other])
        made.setdefault((other, what), one)
    return list(made.values())


def related_here(customer: Customer, eyes: Eyes) -> list[Related]:
    """The same for the parts of a page, which is made for one person."""
    return once(customer, "relations", lambda: related_to(customer, eyes))


def shared_with(customer: Customer, eyes: Eyes) -> list[tuple[int, tuple[str, ...]]]:
    """Row ids of the others of whom something stands in this book, with the groups of moments (and "fact") that do."""
    groups: dict[int, set[str]] = {}
    for one in related_here(customer, eyes):
        groups.setdefault(one.other, set()).update(one.shares)
    return [(other, tuple(rules.shares(chosen))) for other, chosen in groups.items() if chosen]
