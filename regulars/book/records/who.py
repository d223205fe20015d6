"""Whose a record is: a customer who is known for sure, or else a new one. Source: docs/decisions/0014-records.md."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.utils.translation import gettext as _

from regulars.base.ids import public_id
from regulars.base.results import Refused, remembered
from regulars.book.identities import normal_form
from regulars.book.models import Customer, Identity
from regulars.book.records.rows import Who
from regulars.engine.row_ids import fresh_ids
from regulars.engine.rows import marks, rows

# The surest first: a number of the system's own, a card, an address, a telephone that a household may share.
KINDS = ("external", "card", "email", "phone")
AT_ONCE = 900
FOUND = """
select i.id, i.kind, i.value, i.customer_id, i.verified_at is not null, i.shared, i.source, c.name
from book_identity i join book_customer c on c.id = i.customer_id
where i.kind = %s and i.value in ({values}) order by i.id
"""
ONWARD = "select id, merged_into_id, public_id from book_customer where id in ({ids})"
MOST_MERGES = 100


class Handle(NamedTuple):
    """One handle of a row, in its normal form and as it was written."""

    kind: str
    value: str
    shown: str


class Held(NamedTuple):
    """A handle that a customer has. `sure`: verified and nobody else's, so that it says alone who it is."""

    customer: int
    name: str
    verified: bool
    shared: bool
    source: str

    @property
    def sure(self) -> bool:
        """Whether it matches by itself."""
        return self.verified and not self.shared


Asked = TypeVar("Asked", int, str)
# The handles of a row, the surest first, and what is wrong with those that are none.
Named = tuple[list[Handle], list[str]]


@dataclass(slots=True)
class People:
    """What a batch knows of customers, and those that it makes. `vouched`: the system answers for its addresses."""

    source: str
    vouched: bool
    now: datetime
    held: dict[tuple[str, str], list[Held]] = field(default_factory=dict)
    customers: list[dict[str, Any]] = field(default_factory=list)
    identities: list[dict[str, Any]] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: iter(()))
    identity_ids: Iterator[int] = field(default_factory=lambda: iter(()))


@remembered(8192)
def normal(kind: str, written: str, region: str) -> str | Refused:
    """The normal form; a shop writes the same address in each of an order's rows."""
    return normal_form(kind, written, region)


def handles(who: Who, source: str) -> Named:
    """The handles of a row.

    A number of another system is written with that system's name: two shops count from 1.
    """
    found, wrong = [], []
    for kind in KINDS:
        written = getattr(who, kind).strip()
        if not written:
            continue
        value = normal(kind, f"{source}:{written}" if kind == "external" else written, who.region)
        if isinstance(value, Refused):
            wrong.append(f"“{written[:60]}”: {value.reason}")
        else:
            found.append(Handle(kind, value, written[:320]))
    return found, wrong


def known(asked: Iterable[Handle], people: People) -> None:
    """Learn whose all these are, in a statement for each kind."""
    by_kind: dict[str, set[str]] = {}
    for one in asked:
        by_kind.setdefault(one.kind, set()).add(one.value)
    for kind, values in by_kind.items():
        wanted = sorted(values)
        for start in range(0, len(wanted), AT_ONCE):
            part = padded(wanted[start : start + AT_ONCE])
            for _pk, _kind, value, *held in rows(FOUND.format(values=marks(part)), [kind, *part]):
                customer, verified, shared, source, name = held
                holder = Held(customer, name, bool(verified), bool(shared), source)
                people.held.setdefault((kind, value), []).append(holder)


def padded(part: list[Asked]) -> list[Asked]:
    """As many as a power of two, the last repeated: a statement of each length would be kept, for long."""
    more = (1 << (len(part) - 1).bit_length()) - len(part)
    return part + part[-1:] * more


def whose(who: Who, asked: Sequence[Handle], people: People) -> tuple[int, list[str]]:
    """The customer of a row, and what a person should know of how that was found out.

    A sure handle says it. A telephone says it only where no address stands beside it or the name is the same. One that
    is only claimed, or shared, says it where this very system has named it with this very name before.
    """
    theirs = known_whole(asked, people)
    if theirs is not None:
        return theirs, []
    found = sure(who, asked, people) or again(who, asked, people)
    customer = found.customer if found else made(who, people)
    noted = [told(one, customer, people) for one in asked]
    for one in asked:
        keep(one, customer, who, people)
    return customer, [note for note in noted if note]


def known_whole(asked: Sequence[Handle], people: People) -> int | None:
    """The customer who alone has all of these handles, verified and not only a telephone: so it is in most rows of a
    file, and then there is nothing to ask, to tell or to keep."""
    customer = 0
    for one in asked:
        there = people.held.get((one.kind, one.value), ())
        if len(there) != 1 or not there[0].sure or there[0].customer != (customer or there[0].customer):
            return None
        customer = there[0].customer
    return customer if customer and asked[0].kind != "phone" else None


def sure(who: Who, asked: Sequence[Handle], people: People) -> Held | None:
    """The holder of the surest handle that is known for sure."""
    has_address = any(one.kind == "email" for one in asked)
    for one in asked:
        held = next((held for held in people.held.get((one.kind, one.value), ()) if held.sure), None)
        if held and (one.kind != "phone" or not has_address or same(held.name, who.name)):
            return held
    return None


def again(who: Who, asked: Sequence[Handle], people: People) -> Held | None:
    """The one whom this system has named with this handle and this name before."""
    if not who.name.strip():
        return None
    for one in asked:
        for held in people.held.get((one.kind, one.value), ()):
            if held.source == people.source and same(held.name, who.name):
                return held
    return None


def same(name: str, other: str) -> bool:
    """Whether two names are the same but for case and blanks, and are names at all."""
    return bool(name.strip()) and name.casefold().split() == other.casefold().split()


def made(who: Who, people: People) -> int:
    """A new customer."""
    pk = next(people.ids)
    name = " ".join(who.name.split())[:200]
    people.customers.append({"id": pk, "public_id": public_id(), "name": name, "created_at": people.now})
    return pk


def told(one: Handle, customer: int, people: People) -> str:
    """What to say of a handle that belongs to somebody else for sure."""
    if not any(held.sure and held.customer != customer for held in people.held.get((one.kind, one.value), ())):
        return ""
    return _("“%(handle)s” belongs to another customer, so it is noted as a claim.") % {"handle": one.shown[:60]}


def keep(one: Handle, customer: int, who: Who, people: People) -> None:
    """Write a handle down for a customer who does not have it: verified where the system answers for it and nobody
    else has it so, else as a claim."""
    there = people.held.setdefault((one.kind, one.value), [])
    if any(held.customer == customer for held in there):
        return
    is_free = not any(held.verified or held.shared for held in there)
    verified = is_free and (people.vouched or one.kind in ("external", "card"))
    there.append(Held(customer, who.name, verified, False, people.source))
    people.identities.append(
        {
            "id": next(people.identity_ids),
            "customer_id": customer,
            "birth_customer_id": customer,
            "kind": one.kind,
            "value": one.value,
            "shown": one.shown,
            "source": people.source,
            "verified_at": people.now if verified else None,
            "shared": any(held.shared for held in there),
            "first_seen": people.now,
            "last_seen": people.now,
        }
    )


def ready(people: People, expected: int) -> None:
    """Have ids at hand for as many new customers as a batch may need."""
    people.ids = fresh_ids(Customer, expected)
    people.identity_ids = fresh_ids(Identity, expected)


def standing(customers: Iterable[int]) -> dict[int, tuple[int, str]]:
    """For each of these customers the one with whom things of theirs are shown now, and its public id. On PostgreSQL
    they are kept from being merged until the transaction ends; SQLite has one writer."""
    lock = " order by id for no key update" if connection.vendor == "postgresql" else ""
    at = {pk: pk for pk in customers}
    seen: dict[int, tuple[int | None, str]] = {}
    for _round in range(MOST_MERGES):
        missing = sorted(set(at.values()) - seen.keys())
        for start in range(0, len(missing), AT_ONCE):
            part = padded(missing[start : start + AT_ONCE])
            for pk, into, public in rows(ONWARD.format(ids=marks(part)) + lock, part):
                seen[pk] = into, public
        onward = {pk: seen[here][0] or here for pk, here in at.items()}
        if onward == at:
            break
        at = onward
    return {pk: (here, seen[here][1]) for pk, here in at.items()}


def holders(people: People) -> set[int]:
    """All customers who have a handle that was asked for."""
    return {held.customer for there in people.held.values() for held in there}
