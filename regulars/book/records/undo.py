"""Taking a whole batch back: what it brought goes, what it changed says again what it said before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import CASCADE, SET_NULL, ForeignKey, Max, Model
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.merging.belongings import MOMENT
from regulars.book.models import (
    Batch,
    Customer,
    Identity,
    Moment,
    Move,
    OrderLine,
    RecordChange,
    Suggestion,
    Trace,
)
from regulars.book.records.acts import one_at_a_time
from regulars.book.records.rows import COLUMNS, MODELS
from regulars.book.records.write import MADE, set_columns
from regulars.book.search import people, seen
from regulars.book.search.index import forget_moments, is_anywhere
from regulars.engine import outbox
from regulars.engine.updates import update
from regulars.staff import trail
from regulars.staff.trail import Actor

AT_ONCE = 200
# Who follows the outbox hears by it that records may say less than they did.
TAKEN_BACK = "records.undone"
# They hold nothing by themselves, and go with their customer.
DERIVED: frozenset[type[Model]] = frozenset({Trace, Suggestion, Identity})
TIMES = frozenset(name for columns in COLUMNS.values() for name in columns if name.endswith("_at"))


@dataclass(slots=True)
class Undone:
    """What came of it. `left` are records that a later batch has changed since: they stay as they are."""

    gone: int = 0
    restored: int = 0
    left: int = 0
    customers: int = 0


def undo(batch: Batch, agent: Actor | None, now: datetime) -> Undone | Refused:
    """Take a batch back, in parts; broken off, it goes on where it is asked for again.

    Its records, their lines and moments go, and with them the customers and handles that it made and that nothing else
    has come to. What it changed is as it was. A record that a later batch has changed since is left, and counted.
    """
    refused = start(batch)
    if refused:
        return refused
    done = Undone()
    while changes := list(batch.changes.exclude(noun=MADE).order_by("-pk")[:AT_ONCE]):
        restore(batch, changes, done, now)
    while made := batch.changes.filter(noun=MADE).order_by("-pk").first():
        take_back(batch, made, done)
    finish(batch, agent, done, now)
    return done


def start(batch: Batch) -> Refused | None:
    """Say that it is being undone: an import that still runs stops at its next part."""
    with transaction.atomic():
        one_at_a_time()
        now = Batch.objects.select_for_update().get(pk=batch.pk)
        if now.state == Batch.UNDONE:
            return Refused(_("This import is taken back already."))
        if now.state == Batch.WAITING:
            return Refused(_("Nothing of this import was brought in yet."))
        batch.state = Batch.UNDOING
        batch.save(update_fields=["state"])
    return None


def finish(batch: Batch, agent: Actor | None, done: Undone, now: datetime) -> None:
    """It is undone, and by whom."""
    with transaction.atomic():
        batch.state, batch.undone_at, batch.undone_by = Batch.UNDONE, now, agent.agent if agent else None
        batch.counts = {**batch.counts, "left": done.left}
        batch.save(update_fields=["state", "undone_at", "undone_by", "counts"])
        outbox.append(TAKEN_BACK, {"batch": batch.pk, "topics": ["imports"]})
        if agent:
            after = {"gone": done.gone, "restored": done.restored, "left": done.left}
            trail.record(agent, TAKEN_BACK, f"batch:{batch.public_id}", after=after, now=now)


def later(noun: str, records: Sequence[int], batch: Batch) -> dict[int, int]:
    """For each of these records that other batches have changed, the last such change."""
    found = RecordChange.objects.filter(noun=noun, record__in=records).exclude(batch=batch)
    return dict(found.order_by().values("record").annotate(last=Max("pk")).values_list("record", "last"))


def restore(batch: Batch, changes: Sequence[RecordChange], done: Undone, now: datetime) -> None:
    """Let records that the batch changed say again what they said, unless another batch has changed them since."""
    forget_moments([change.moment_id for change in changes if change.moment_id])
    with transaction.atomic():
        one_at_a_time()
        since = later(batch.noun, [change.record for change in changes], batch)
        ours = [change for change in changes if since.get(change.record, 0) < change.pk]
        set_columns(batch.noun, [(change.record, said(batch.noun, change.before)) for change in ours], now)
        put_lines({change.record: change.before["lines"] for change in ours if "lines" in change.before})
        moments = [change.moment_id for change in ours if change.moment_id]
        RecordChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
        drop_moments(moments)
    done.restored += len(ours)
    done.left += len(changes) - len(ours)


def said(noun: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """What a record said, from JSON."""
    return {name: parse_datetime(value) if name in TIMES and value else value for name, value in before.items()}


def put_lines(orders: Mapping[int, Sequence[Sequence[Any]]]) -> None:
    """Give orders the lines back that they had."""
    OrderLine.objects.filter(order__in=orders).delete()
    OrderLine.objects.bulk_create(
        OrderLine(order_id=order, position=place, name=name, quantity=Decimal(quantity), price=price, sku=sku)
        for order, lines in orders.items()
        for place, (name, quantity, price, sku) in enumerate(lines)
    )


def take_back(batch: Batch, made: RecordChange, done: Undone) -> None:
    """Take away what a part of the batch made."""
    pairs = {pk: moments for pk, *moments in made.before["records"]}
    kept = later(batch.noun, list(pairs), batch)
    moments = [moment for pk, several in pairs.items() if pk not in kept for moment in several]
    forget_moments(moments)
    with transaction.atomic():
        one_at_a_time()
        gone = [pk for pk in pairs if pk not in kept]
        if batch.noun == "order":
            OrderLine.objects.filter(order__in=gone).delete()
        # By their rows alone: what else names a record is none of the database's business.
        records = MODELS[batch.noun]._default_manager.filter(pk__in=gone)
        records._raw_delete(records.db)
        forget_moves(batch.noun, gone)
        drop_moments(moments)
        drop_identities(made.before["identities"], made.before["customers"])
        gone_people = drop_customers(made.before["customers"])
        made.delete()
    seen.forget(people.index(gone_people), is_anywhere)
    done.customers += len(gone_people)
    done.gone += len(gone)
    done.left += len(pairs) - len(gone)


def drop_moments(ids: Sequence[int]) -> None:
    """Delete these moments; the books in which they stood have another newest one, and what was known from them is
    known without."""
    let_go(ids)
    forget_moves(MOMENT, ids)
    found = Moment.objects.filter(pk__in=ids)
    books = sorted(set(found.values_list("customer_id", flat=True)))
    found._raw_delete(found.db)
    newest = dict(Moment.objects.filter(customer__in=books).order_by().values_list("customer").annotate(Max("at")))
    update("book_customer", ("last_at",), [(newest.get(pk), pk) for pk in books])


def let_go(moments: Sequence[int]) -> None:
    """What names these moments names none any more, or goes with them, as its room has declared: these rows are
    deleted past Django, which would see to it."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if not isinstance(field, ForeignKey) or field.related_model is not Moment:
                continue
            # Without a constraint there is no index either, and mirrors' own moments go with them.
            if not getattr(field, "db_constraint", True):
                continue
            naming_them = model._base_manager.filter(**{f"{field.name}__in": moments})
            if field.remote_field.on_delete is SET_NULL:
                naming_them.update(**{field.name: None})
            elif field.remote_field.on_delete is CASCADE:
                naming_them.delete()


def forget_moves(belonging: str, ids: Sequence[int]) -> None:
    """Rows that are no more were given to nobody."""
    Move.objects.filter(belonging=belonging, row__in=ids, undone_at=None).delete()


def drop_identities(ids: Sequence[int], customers: Sequence[int]) -> None:
    """Delete handles that customers have got from the batch, unless something was written from them. Those of
    customers that it made go with these or stay with them."""
    others = Identity.objects.filter(pk__in=ids).exclude(birth_customer__in=customers)
    used = set(Moment.objects.filter(author__in=ids).order_by().values_list("author", flat=True))
    unused = others.exclude(pk__in=used)
    unused._raw_delete(unused.db)


def naming(models: frozenset[type[Model]] = frozenset()) -> Iterator[tuple[type[Model], str]]:
    """The columns that name customers: of these models, or else of all but the derived ones."""
    for model in apps.get_models():
        if model in models or (not models and model not in DERIVED):
            fields = [field for field in model._meta.concrete_fields if field.related_model is Customer]
            yield from ((model, field.name) for field in fields)


def drop_customers(ids: Sequence[int]) -> list[int]:
    """Delete those customers that hold nothing any more but handles; which these were."""
    holding: set[int] = set()
    for model, name in naming():
        rows = model._default_manager.filter(**{f"{name}__in": ids})
        holding |= set(rows.order_by().values_list(name, flat=True))
    empty = [pk for pk in ids if pk not in holding]
    for model, name in naming(DERIVED):
        rows = model._default_manager.filter(**{f"{name}__in": empty})
        rows._raw_delete(rows.db)
    gone = Customer.objects.filter(pk__in=empty)
    gone._raw_delete(gone.db)
    return empty
