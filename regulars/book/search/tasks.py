"""The index follows the outbox: what was appended to the ledger is found a moment later."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.db import transaction

from regulars.book.search.index import BATCH, engine, index_moments
from regulars.engine import jobs
from regulars.engine.jobs import Wanted, every, task
from regulars.engine.outbox import Entry, consumer

INDEX = "search.index"


def moments_in(entry: Entry) -> Sequence[int]:
    """The moments that an entry of the outbox tells of."""
    if entry.kind == "moments":
        return [int(pk) for pk in entry.payload["ids"]]
    return [int(entry.payload["id"])] if entry.kind == "moment" else []


@consumer("search")
def follow(entries: Sequence[Entry]) -> None:
    """Index what is new. This holds the write lock, so of a long backlog only the first batch is done at once."""
    ids = list(chain.from_iterable(map(moments_in, entries)))
    index_moments(ids[:BATCH])
    rest = [ids[start : start + BATCH] for start in range(BATCH, len(ids), BATCH)]
    jobs.enqueue_many(Wanted(INDEX, {"moments": some}) for some in rest)


@task(INDEX)
def index(payload: dict[str, Any]) -> None:
    """Index a batch of moments."""
    index_moments(payload["moments"])


@every("search.tidy", seconds=300)
def tidy() -> None:
    """Keep the index compact."""
    with transaction.atomic():
        engine().tidy()
