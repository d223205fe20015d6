"""Merges, moves and undoings in any order: what is shown follows from them, and undoing all restores every row."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from regulars.base.results import Refused
from regulars.book.acts import add_identity, append_moment
from regulars.book.eyes import eyes_of
from regulars.book.merging import acts, moving, rules
from regulars.book.merging.belongings import BELONGINGS
from regulars.book.merging.since import came_since
from regulars.book.models import Conversation, Customer, Fact, Identity, Merge, Moment, Move, Order, Relation, Task
from regulars.practices.promises.models import Promise
from regulars.practices.recovery.acts.projecting import project_all
from regulars.practices.recovery.models import Recovery
from tests import builders
from tests.book.merged_people import dump, fact, order
from tests.builders import NOW
from tests.gestures.builders import gave
from tests.practices.promises.cast import promised
from tests.practices.recovery.recoveries import opened

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
PEOPLE = 5
# What practices keep takes many statements: three people have a promise, a gift and something that went wrong.
PRACTISED = 3
# An example is some five hundred statements.
FEW = max(settings().max_examples // 12, 2)
LATER = NOW + timedelta(days=1)
Step = tuple[str, int, int, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(["merge", "merge", "merge", "move", "move", "unmerge", "unmove", "again"]),
        st.integers(0, 30),
        st.integers(0, 30),
        st.integers(0, 15),
    ),
    min_size=4,
    max_size=14,
)


def world() -> None:
    """Five people with a little of everything, some of it the same with several."""
    people = [builders.customer(f"Person {n}" if n else "", f"p{n}@nordbake.example") for n in range(PEOPLE)]
    for n, one in enumerate(people):
        Customer.objects.filter(pk=one.pk).update(language=("en", "de", "")[n % 3], last_at=None)
        add_identity(one, "phone", "+43 1 234567", "said", NOW)
        on = builders.conversation(one, f"Matter {n}")
        builders.messages(on, ["One.", "Two."], NOW + timedelta(minutes=n))
        builders.conversation(people[n - 1], f"Joined {n}", joined_to=on)
        append_moment(one, "note", NOW + timedelta(hours=n), conversation=on)
        fact(one, replaced_by=fact(one, "No nuts at all"))
        order(one, str(n))
        task(one, on, str(n))
    for one, other in pairwise(people):
        Relation.objects.create(customer=one, birth_customer=one, other=other, birth_other=other, kind="friend", at=NOW)

    for n, one in enumerate(people[:PRACTISED]):
        promised(one)
        gave(one)
        opened(one, f"hand:{n}", NOW + timedelta(hours=n))
    for one in people:
        newest = Moment.objects.filter(customer=one).latest("at")
        Customer.objects.filter(pk=one.pk).update(last_at=newest.at)


def task(of: Customer, on: Conversation, key: str) -> Task:
    """Something to do about a conversation."""
    row = {"practice": "test", "key": key, "kind": "call", "title": "Call", "created_at": NOW}
    return Task.objects.create(customer=of, birth_customer=of, conversation=on, **row)


def rows() -> list[tuple[str, Any]]:
    """What can be given away, in one order."""
    models = (("conversation", Conversation), ("moment", Moment), ("fact", Fact), ("order", Order))
    more = (("task", Task), ("identity", Identity), ("promise", Promise), ("recovery", Recovery))
    return [(code, row) for code, model in (*models, *more) for row in model.objects.order_by("pk")]


def take(step: Step) -> None:
    """One step, with whom and what it meets."""
    kind, one, other, bits = step
    people = list(Customer.objects.order_by("pk"))
    agent = builders.agent()
    if kind == "merge":
        wanted = [name for place, name in enumerate(rules.FIELDS) if bits >> place & 1]
        acts.merge(people[one % PEOPLE], people[other % PEOPLE], wanted, agent, LATER)
    elif kind == "unmerge" and (live := list(Merge.objects.filter(undone_at=None).order_by("pk"))):
        merge = live[one % len(live)]
        came = came_since(merge, eyes_of(agent))
        undone(acts.undo(merge, {(row.code, row.row) for n, row in enumerate(came) if (other + n) % 2}, agent, LATER))
    elif kind == "move":
        code, row = rows()[(one * 31 + other) % len(rows())]
        moving.move(BELONGINGS.offers[code], row, people[bits % PEOPLE], agent, LATER + timedelta(seconds=one))
    elif kind == "unmove" and (moves := list(Move.objects.filter(undone_at=None).order_by("pk"))):
        moving.undo_move(moves[one % len(moves)], agent, LATER)
    elif kind == "again":
        add_identity(people[one % PEOPLE], "phone", "+43 1 234567", "said", LATER)


def undone(came: Merge | Refused) -> None:
    """Nothing stands against undoing."""
    assert isinstance(came, Merge)


def undo_all(order: Sequence[int]) -> None:
    """Take back every merge and move that lives, in the order that the numbers give."""
    for number in range(200):
        live: list[Merge | Move] = [
            *Merge.objects.filter(undone_at=None).order_by("pk"),
            *Move.objects.filter(undone_at=None).order_by("pk"),
        ]
        if not live:
            return
        one = live[order[number % len(order)] % len(live)]
        if isinstance(one, Merge):
            undone(acts.undo(one, (), builders.agent(), LATER))
        else:
            moving.undo_move(one, builders.agent(), LATER)
    raise AssertionError("there is no end of it")


def check() -> None:
    """Every row is where its birth, its moves and the live merges say, one by one and by nothing else."""
    into = dict(Merge.objects.filter(undone_at=None).values_list("gone", "stays"))
    moves: dict[tuple[str, int], list[int]] = {}
    for move in Move.objects.filter(undone_at=None).order_by("pk"):
        moves.setdefault((move.belonging, move.row), []).append(move.to_id)
    for code, one in BELONGINGS:
        rows_of: list[Any] = list(one.model._default_manager.all())
        for row in rows_of:
            if code == "moment" and row.conversation_id:
                assert row.customer_id == row.conversation.customer_id
                continue
            place = rules.place(getattr(row, f"{one.birth}_id"), moves.get((code, row.pk), []))
            assert getattr(row, f"{one.customer}_id") == rules.root(place, into), (code, row.pk)
    for customer in Customer.objects.all():
        assert customer.merged_into_id == into.get(customer.pk)


@settings(max_examples=FEW, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@given(steps, st.lists(st.integers(0, 20), min_size=1, max_size=8))
def test_undoing_everything_restores_every_row(taken: list[Step], order: list[int]) -> None:
    with transaction.atomic():
        world()
        builders.agent()
        first = [one for one in taken if one[0] != "again"]
        before = dump()
        for step in first:
            take(step)
        check()
        undo_all(order)
        # What a worker does after merges: which failure is the second depends on the book.
        project_all(Customer.objects.values_list("pk", flat=True))
        assert dump() == before
        transaction.set_rollback(True)


@settings(max_examples=FEW, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@given(steps)
@pytest.mark.sqlite
def test_what_comes_meanwhile_is_shown_where_it_belongs(taken: list[Step]) -> None:
    with transaction.atomic():
        world()
        for step in taken:
            take(step)
            on = Conversation.objects.order_by("pk")[step[1] % 10]
            append_moment(on.customer, "note", LATER, conversation=on)
        check()
        transaction.set_rollback(True)
