"""Whose rows are meant: a person with all the books that were merged into theirs, and the words they are found by."""

from django.db.models import Q

from regulars.base.frozen import dataclass
from regulars.book.models import Customer, Identity

SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody who leaves. `ids` and `public_ids` are those of all books in the tree, their own first; `handles` are
    pairs of kind and value; `words` are folded to lower case and long enough to mean nobody else."""

    customer: Customer
    ids: tuple[int, ...]
    public_ids: tuple[str, ...]
    identities: tuple[int, ...]
    handles: tuple[tuple[str, str], ...]
    words: tuple[str, ...]

    @property
    def emails(self) -> tuple[str, ...]:
        """Their addresses, verified or not."""
        return tuple(value for kind, value in self.handles if kind == "email")

    def is_named_in(self, text: str) -> bool:
        """Whether one of their handles or their whole name stands in a text."""
        folded = text.lower()
        return any(word in folded for word in self.words)


def whose(customer: Customer) -> Whose:
    """All that belongs to the book that `customer` stands for."""
    tree = [customer]
    while more := list(Customer.objects.filter(merged_into__in=tree).exclude(pk__in=[one.pk for one in tree])):
        tree += more
    rows = list(Identity.objects.filter(customer__in=tree).order_by("pk"))
    # A handle that somebody else has verified is that other's; what is empty was erased before.
    known = [row for row in rows if row.value]
    names = [name for one in tree for name in (one.name, str(one.own.get("name", ""))) if " " in name.strip()]
    said = {one.lower() for row in known for one in (row.value, row.shown)} | {name.strip().lower() for name in names}
    return Whose(
        customer,
        tuple(one.pk for one in tree),
        tuple(one.public_id for one in tree),
        tuple(row.pk for row in rows),
        tuple(dict.fromkeys((row.kind, row.value) for row in known if not is_anothers(row))),
        tuple(sorted(one for one in said if len(one) >= SHORTEST)),
    )


def is_anothers(row: Identity) -> bool:
    """Whether a handle that is only claimed here is known to be somebody else's."""
    if row.verified_at is not None:
        return False
    others = Identity.objects.filter(kind=row.kind, value=row.value, verified_at__isnull=False)
    return others.exclude(customer=row.customer_id).exists()


def named(of: Whose) -> Q:
    """Rows with a `kind` and a `value` that name them."""
    found = Q(pk__in=[])
    for kind in {kind for kind, _ in of.handles}:
        found |= Q(kind=kind, value__in=[value for other, value in of.handles if other == kind])
    return found
