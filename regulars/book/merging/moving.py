"""Giving a single row to another person, and taking that back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.locking import only_filer
from regulars.book.merging import telling
from regulars.book.merging.belongings import BELONGINGS, MOMENT, Belonging, belonging
from regulars.book.merging.roots import root_id
from regulars.book.merging.settling import settle
from regulars.book.merging.trees import held, joinings, moves_of, people_of, place_of
from regulars.book.models import Conversation, Customer, Moment, Move
from regulars.book.shells import erased, sealed
from regulars.engine import audit
from regulars.staff.models import Agent

MOVED, MOVED_BACK = "customer.row_moved", "customer.row_moved_back"
# What colleagues wrote can leave the conversation in which it stands; what was said to each other cannot.
LEAVING = frozenset({"note"})


def move(belonging: Belonging, row: Any, to: Customer, agent: Agent | None, now: datetime) -> Move | Refused:
    """Give a row to another person, with all that goes along; a note leaves its conversation.

    Where it is theirs already by a move, gives that back. Refused where it is theirs anyway, and where rows of its
    kind, or in its place, do not go alone.
    """
    with transaction.atomic():
        only_filer()
        row = belonging.model._default_manager.select_for_update().get(pk=row.pk)
        before, target = owner(belonging, row), root_id(to.pk)
        last = moves_of(belonging.code, [row.pk]).get(row.pk)
        if before == target:
            return last[-1] if last else Refused(_("This is theirs already."))
        people = hold((before, target))
        if refused := stays_put(belonging, row) or sealed(people[target]):
            return refused
        made = given(belonging, row, people[target], agent, now)
        follow_up(people, made)
        telling.moved(made[0], people.values(), topics_of(belonging, row))
        record(MOVED, made[0], agent, now)
    return made[0]


def hold(customers: Sequence[int]) -> dict[int, Customer]:
    """All customers of the books that these stand in, locked."""
    return held(people_of(customers, joinings(customers)))


def owner(belonging: Belonging, row: Any) -> int:
    """The row id of the customer with whom a row is shown."""
    return int(getattr(row, f"{belonging.customer}_id"))


def stays_put(belonging: Belonging, row: Any) -> Refused | None:
    """Why a row cannot be given away by itself."""
    if not belonging.movable:
        return Refused(_("This cannot be given to another person by itself."))
    if belonging.code == MOMENT and row.conversation_id and row.kind not in LEAVING:
        return Refused(_("This goes where its conversation goes. Give the conversation to them, or split it first."))
    return None


def given(belonging: Belonging, row: Any, to: Customer, agent: Agent | None, now: datetime) -> list[Move]:
    """The moves of a row and of what goes along with it."""
    wanted = [(belonging.code, row), *((code, found(code, pk)) for code, pk in belonging.along(row))]
    return [put(code, one, to, agent, now) for code, one in wanted]


def found(code: str, pk: int) -> Any:
    """A row by its kind and id."""
    return belonging(code).model._default_manager.get(pk=pk)


def put(code: str, row: Any, to: Customer, agent: Agent | None, now: datetime) -> Move:
    """One move. A note that stands in a conversation remembers that with its move."""
    left = None
    if code == MOMENT and row.conversation_id and row.kind in LEAVING:
        left = row.conversation_id
        Moment.objects.filter(pk=row.pk).update(conversation=None)
    before = owner(belonging(code), row)
    return Move.objects.create(
        belonging=code, row=row.pk, conversation_id=left, before_id=before, to=to, at=now, agent=agent
    )


def gives(choices: Collection[tuple[str, int]], to: Customer, agent: Agent | None, now: datetime) -> int:
    """Moves of all these rows and of what goes along, within a transaction that settles afterwards; how many."""
    wanted, made = dict.fromkeys(sorted(choices)), 0
    for code, pk in tuple(wanted):
        one = BELONGINGS.get(code)
        row = one.model._default_manager.filter(pk=pk).first() if one else None
        if one and row is not None:
            wanted |= dict.fromkeys(one.along(row))
    for code, pk in wanted:
        if BELONGINGS.get(code) and belonging(code).model._default_manager.filter(pk=pk).exists():
            put(code, found(code, pk), to, agent, now)
            made += 1
    return made


def undo_move(move: Move, agent: Agent | None, now: datetime) -> Move | Refused:
    """Take a move back, with what went along; the row is where it would be without it. Twice is once.

    Refused where that is the book of somebody who was erased since: nothing would ever empty the row there.
    """
    with transaction.atomic():
        only_filer()
        row = Move.objects.select_for_update(of=("self",)).get(pk=move.pk)
        if row.undone_at is not None:
            return row
        together, since = made_together(row), told_since(row)
        shown = standing(together)
        Move.objects.filter(pk__in=[one.pk for one in together]).update(undone_at=now, undone_by=agent)
        for one in together:
            put_back(one)
        goes = belonging_to(together)
        if erased({*goes, *map(root_id, goes)}):
            transaction.set_rollback(True)
            return Refused(_("Whose this was has been erased since, so it cannot go back to them."))
        people = hold([*shown, *goes])
        follow_up(people, together)
        if given_along(row, since, agent, now):
            settle(people)
        telling.moved_back(row, people.values(), topics_of(belonging(row.belonging), of_move(row)))
        record(MOVED_BACK, row, agent, now)
        row.refresh_from_db()
    return row


def made_together(move: Move) -> list[Move]:
    """The live moves of one act: a record and the moments that tell of it."""
    row = of_move(move)
    along = {*belonging(move.belonging).along(row)} if row is not None else set()
    live = Move.objects.filter(undone_at=None, at=move.at, agent=move.agent_id, to=move.to_id).exclude(pk=move.pk)
    return [move, *(one for one in live.order_by("pk") if (one.belonging, one.row) in along)]


def told_since(move: Move) -> list[Moment]:
    """Moments that were told of a moved record since: they were born in the book where it stood."""
    row = of_move(move)
    ids = [pk for code, pk in belonging(move.belonging).along(row) if code == MOMENT] if row is not None else []
    moved = moves_of(MOMENT, ids)
    return [one for one in Moment.objects.filter(pk__in=ids, recorded_at__gt=move.at) if one.pk not in moved]


def given_along(move: Move, since: Sequence[Moment], agent: Agent | None, now: datetime) -> int:
    """Let these follow the record back to where it stands now; how many had to."""
    row = of_move(move)
    if row is None:
        return 0
    to = Customer.objects.get(pk=owner(belonging(move.belonging), row))
    away = [one for one in since if one.customer_id != to.pk]
    return len([put(MOMENT, one, to, agent, now) for one in away])


def standing(moves: Sequence[Move]) -> set[int]:
    """The customers with whom the moved rows are shown."""
    rows = [(one.belonging, of_move(one)) for one in moves]
    return {owner(belonging(code), row) for code, row in rows if row is not None}


def belonging_to(moves: Sequence[Move]) -> set[int]:
    """The customers to whom the moved rows belong by now."""
    found = set[int]()
    for one in moves:
        kind, row = belonging(one.belonging), of_move(one)
        if row is None:
            continue
        if kind.code == MOMENT and row.conversation_id:
            found.add(row.conversation.customer_id)
        else:
            found.add(place_of(kind.code, row.pk, getattr(row, f"{kind.birth}_id")))
    return found


def of_move(move: Move) -> Any:
    """The row that was moved, if it is still there."""
    return belonging(move.belonging).model._default_manager.filter(pk=move.row).first()


def put_back(move: Move) -> None:
    """Let a note stand in its conversation again, once no move of it lives."""
    if move.belonging != MOMENT or moves_of(MOMENT, [move.row]):
        return
    left = Move.objects.filter(belonging=MOMENT, row=move.row, conversation__isnull=False).order_by("pk").last()
    if left is not None:
        Moment.objects.filter(pk=move.row).update(conversation=left.conversation_id)


def follow_up(people: dict[int, Customer], moves: Sequence[Move]) -> None:
    """Settle the books, and what else hangs on these moves."""
    settle(people)
    for code, one in BELONGINGS:
        if rows := [made.row for made in moves if made.belonging == code]:
            one.moved(rows)


def topics_of(belonging: Belonging, row: Any) -> list[str]:
    """Pages that show the row beside those of the customers."""
    if belonging.model is Conversation and row is not None:
        return ["inbox", f"conversation:{row.public_id}"]
    return []


def record(act: str, move: Move, agent: Agent | None, now: datetime) -> None:
    """Into the audit trail."""
    after = {"belonging": move.belonging, "row": move.row, "move": move.public_id}
    by, by_id = (agent.name, agent.public_id) if agent else ("the desk", "")
    audit.record(act, f"customer:{move.to.public_id}", by=by, by_id=by_id, after=after, now=now)
