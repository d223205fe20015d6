"""The index follows the outbox: what was appended to the ledger is found a moment later."""

from collections.abc import Collection, Sequence
from itertools import chain
from typing import Any

from django.db import transaction

from regulars.book.models import Customer, Moment
from regulars.book.search import files, people, seen
from regulars.book.search.index import BATCH, engine, index_moments, is_anywhere
from regulars.engine import jobs
from regulars.engine.jobs import Wanted, every, task
from regulars.engine.outbox import Entry, consumer

INDEX = "search.index"
ABOUT = "customer:"


def moments_in(entry: Entry) -> Sequence[int]:
    """The moments that an entry of the outbox tells of."""
    if entry.kind == "moments":
        return [int(pk) for pk in entry.payload["ids"]]
    return [int(entry.payload["id"])] if entry.kind == "moment" else []


def people_in(entry: Entry) -> Sequence[str]:
    """Public ids of the customers of whom something changed."""
    topics = map(str, entry.payload.get("topics", ()))
    return [topic.removeprefix(ABOUT) for topic in topics if topic.startswith(ABOUT)]


@consumer("search")
def follow(entries: Sequence[Entry]) -> None:
    """Index what is new. This holds the write lock, so of a long backlog only the first batch is done at once."""
    ids = list(chain.from_iterable(map(moments_in, entries)))
    bring(ids[:BATCH], set(chain.from_iterable(map(people_in, entries))))
    rest = [ids[start : start + BATCH] for start in range(BATCH, len(ids), BATCH)]
    jobs.enqueue_many(Wanted(INDEX, {"moments": some}) for some in rest)


def bring(moments: Sequence[int], customers: Collection[str] = ()) -> None:
    """Index these moments, those whose they are, and these customers, by public id."""
    index_moments(moments)
    whose = Moment.objects.filter(pk__among=moments).values_list("customer_id", flat=True).distinct()
    named = Customer.objects.filter(public_id__among=customers).values_list("pk", flat=True)
    gone = people.index({*(whose if moments else ()), *(named if customers else ())})
    seen.forget(gone, is_anywhere)
    files.ask(moments)


@task(INDEX)
def index(payload: dict[str, Any]) -> None:
    """Index a batch of moments."""
    bring(payload["moments"])


@every("search.tidy", seconds=300)
def tidy() -> None:
    """Keep the index compact."""
    with transaction.atomic():
        engine().tidy()
