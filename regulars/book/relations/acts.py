"""Verbs of relations. Each is one transaction; the row keeps who did it and when."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.facts.acts import held_book
from regulars.book.models import Customer, Relation
from regulars.book.relations import rules
from regulars.book.shells import sealed
from regulars.engine import outbox
from regulars.staff.models import Agent

LONGEST_NOTE = 200


def relate(
    customer: Customer,
    other: Customer,
    kind: str,
    agent: Agent | None,
    now: datetime,
    *,
    note: str = "",
    shares: Iterable[str] = (),
    instead_of: Relation | None = None,
) -> Relation | Refused:
    """Write down that `other` is `kind` to `customer`. What is known already, from either end, takes the new note and
    what is shared; nothing is written twice. `instead_of` ends, where it said another kind.

    Refused where one of the two was erased."""
    if kind not in Relation.KINDS:
        return Refused(_("Choose what they are to each other."), "kind")
    if len(note) > LONGEST_NOTE:
        return Refused(_("A note here is at most 200 letters."), "note")
    with transaction.atomic():
        # Always in the same order, so that two of these cannot wait for each other.
        held = {one.pk: held_book(one) for one in sorted((customer, other), key=lambda one: one.pk)}
        one, two = held[customer.pk], held[other.pk]
        if erased := sealed(one) or sealed(two):
            return erased
        if one == two:
            return Refused(_("That is the same person. Choose somebody else."), "other")
        if instead_of is not None and kind_from(instead_of, one) != kind:
            end(instead_of, now)
        said = {"note": note, "shares": rules.shares(shares)}
        known = between(one, two, kind)
        if known is None:
            who = {"customer": one, "birth_customer": one, "other": two, "birth_other": two}
            known = Relation.objects.create(**who, kind=kind, at=now, agent=agent, **said)
        else:
            Relation.objects.filter(pk=known.pk).update(**said)
            known.refresh_from_db()
        tell(known)
    return known


def between(one: Customer, two: Customer, kind: str) -> Relation | None:
    """The relation that says so already."""
    said = Q(customer=one, other=two, kind=kind) | Q(customer=two, other=one, kind=rules.inverse(kind))
    return Relation.objects.filter(said, ended_at=None).order_by("pk").first()


def kind_from(relation: Relation, one: Customer) -> str:
    """What the other is to `one`."""
    return relation.kind if relation.customer_id == one.pk else rules.inverse(relation.kind)


def end(relation: Relation, now: datetime) -> None:
    """It is over; the row stays. Done twice, the first time counts."""
    with transaction.atomic():
        if Relation.objects.filter(pk=relation.pk, ended_at=None).update(ended_at=now):
            tell(relation)


def resume(relation: Relation) -> None:
    """It was not over after all."""
    with transaction.atomic():
        if Relation.objects.filter(pk=relation.pk, ended_at__isnull=False).update(ended_at=None):
            tell(relation)


def tell(relation: Relation) -> None:
    """Tell the pages of both."""
    topics = [f"customer:{one.public_id}" for one in (relation.customer, relation.other)]
    outbox.append("work", {"topics": topics})
