"""Merging two books, and undoing it. One verb is one transaction.

While one runs, nothing is filed and nobody else merges; the customers' rows are locked, so nobody begins to write in
their books either. Who had begun before writes where the row stood then: a job settles that a minute later.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.locking import only_filer
from regulars.book.merging import rules, telling
from regulars.book.merging.belongings import BELONGINGS
from regulars.book.merging.moving import gives
from regulars.book.merging.roots import root_id
from regulars.book.merging.settling import said_of, settle
from regulars.book.merging.trees import held, joinings, people_of
from regulars.book.models import Customer, Erasure, Merge, Move
from regulars.engine import audit
from regulars.staff.models import Agent

MERGED, UNMERGED = "customer.merged", "customer.unmerged"
# Beside the belongings: the highest id of a move, since a row may have been given to a book after a merge.
MOVES = "move"


def merge(
    gone: Customer, stays: Customer, takes: Iterable[str], agent: Agent | None, now: datetime, *, by: str = ""
) -> Merge | Refused:
    """Show everything of `gone` in the book of `stays`; of the fields in `takes` the one that goes is shown.

    Where both are one book already, gives back the merge that made them so. Refused where either was merged into
    somebody else meanwhile, or is to be erased. `by` names who it was where that is no agent.
    """
    with transaction.atomic():
        only_filer()
        one, other = root_id(gone.pk), root_id(stays.pk)
        if one == other:
            return made_before(gone.pk, stays.pk) or Refused(_("That is one and the same person."))
        if refused := not_so(gone, stays, one, other):
            return refused
        edges = joinings((gone.pk, stays.pk))
        people = held(people_of((gone.pk, stays.pk), edges))
        if refused := leaves((gone.pk, stays.pk)):
            return refused
        said = said_of(people, edges)
        kept = rules.takes(takes, rules.shown(said, stays.pk, edges), rules.shown(said, gone.pk, edges))
        row = Merge.objects.create(gone=gone, stays=stays, takes=kept, latest=latest(), at=now, agent=agent)
        settle(people, said)
        telling.merged(row, people.values())
        after = {"gone": gone.public_id, "merge": row.public_id, "takes": kept}
        on = f"customer:{stays.public_id}"
        audit.record(MERGED, on, by=named(agent, by), by_id=agent.public_id if agent else "", after=after, now=now)
    return row


def not_so(gone: Customer, stays: Customer, one: int, other: int) -> Refused | None:
    """Why two cannot be merged as they were chosen; `one` and `other` are where they lead by now."""
    if (gone.pk, stays.pk) != (one, other):
        return Refused(_("One of the two was merged with somebody else meanwhile. Look at both again."))
    return None


def leaves(both: tuple[int, int]) -> Refused | None:
    """Why two books whose rows are held cannot be merged: one of them is to be erased, or was."""
    if Erasure.objects.filter(customer__in=both, cancelled_at=None).exists():
        return Refused(_("One of the two is to be erased. Take that back first, or let it be."))
    return None


def made_before(gone: int, stays: int) -> Merge | None:
    """The merge by which these two came together, where they are not the same row."""
    edges = {one.gone: one for one in joinings((gone, stays))}
    if gone == stays:
        return None
    direct = Q(gone=gone, stays=stays) | Q(gone=stays, stays=gone)
    found = Merge.objects.filter(direct, undone_at=None).first()
    first = edges.get(gone) or edges.get(stays)
    return found or (Merge.objects.get(pk=first.number) if first else None)


def latest() -> dict[str, int]:
    """The highest id of each kind of row."""
    models = {code: one.model for code, one in BELONGINGS} | {MOVES: Move}
    return {code: model._default_manager.aggregate(newest=Max("pk"))["newest"] or 0 for code, model in models.items()}


def undo(
    merge: Merge, choices: Collection[tuple[str, int]], agent: Agent | None, now: datetime, *, by: str = ""
) -> Merge | Refused:
    """Let both books stand as if they had never been one; done twice, the second changes nothing.

    `choices` are the rows, by belonging and id, that came since and go to the one that left: see `since.came_since`.
    Refused where one of them is to be erased.
    """
    with transaction.atomic():
        only_filer()
        row = Merge.objects.select_for_update().select_related("gone", "stays").get(pk=merge.pk)
        if row.undone_at is not None:
            return row
        edges = joinings((row.gone_id,))
        people = held(people_of((row.gone_id,), edges))
        if Erasure.objects.filter(customer__in=list(people), cancelled_at=None).exists():
            return Refused(_("This book is to be erased. Take that back first, or let it be."))
        said = said_of(people, edges)
        row.undone_at, row.undone_by = now, agent
        row.save(update_fields=["undone_at", "undone_by"])
        given = gives(choices, row.gone, agent, now)
        settle(people, said)
        telling.unmerged(row, people.values())
        after = {"gone": row.gone.public_id, "merge": row.public_id, "given": given}
        on = f"customer:{row.stays.public_id}"
        audit.record(UNMERGED, on, by=named(agent, by), by_id=agent.public_id if agent else "", after=after, now=now)
    return row


def named(agent: Agent | None, by: str) -> str:
    """Who it was, for the audit trail."""
    return agent.name if agent else by or "the desk"
