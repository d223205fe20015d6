"""Jobs of contradictions: who has changed records is looked at once they have changed."""

from collections.abc import Collection, Sequence
from typing import Any

from django.utils import timezone

from regulars.book.models import Customer
from regulars.engine import jobs
from regulars.engine.jobs import Wanted, task
from regulars.engine.outbox import Entry, consumer
from regulars.engine.rows import marks, rows
from regulars.practices.promises.checking.afterwards import BACK, look_back
from regulars.practices.promises.checking.answered import task_done
from regulars.practices.promises.checking.asking import PRACTICE
from regulars.practices.promises.models import Contradiction

LOOK, SPREAD = "contradictions.look", "contradictions.spread"
NOUNS = ("order.", "visit.", "reward.")
PIECE = 500
# Of those whose records were brought in: to whom somebody of ours has written, and whose moments tell of records.
SPOKEN_TO = """
select distinct m.customer_id from book_moment m
where m.id in ({ids}) and (m.kind like 'order.%%' or m.kind like 'visit.%%' or m.kind like 'reward.%%')
  and (exists (select 1 from book_moment o where o.customer_id = m.customer_id and o.direction = 'out'
               and o.kind in ('message', 'call') and o.automatic = '' and o.at >= %s)
       or exists (select 1 from promises_promise p where p.customer_id = m.customer_id and p.state = 'open'))
"""


@consumer("contradictions")
def pass_on(entries: Sequence[Entry]) -> None:
    """One job for each customer whose records have changed; an import is spread over jobs of its own."""
    for one in entries:
        if one.kind == "task" and one.payload["practice"] == PRACTICE:
            task_done(one.payload["key"], timezone.now())
    told = {one.payload["customer"] for one in entries if one.kind == "moment" and is_record(one.payload["kind"])}
    jobs.enqueue_many(
        [
            *(wanted(customer, Contradiction.CHANGED) for customer in sorted(told)),
            *(
                Wanted(SPREAD, {"ids": ids[at : at + PIECE]}, key=f"{SPREAD}:{one.seq}:{at}", lane=SPREAD)
                for one in entries
                if one.kind == "moments" and "imports" in one.payload.get("topics", ())
                for ids in [one.payload["ids"]]
                for at in range(0, len(ids), PIECE)
            ),
        ]
    )


def is_record(kind: str) -> bool:
    """Whether a moment tells of a record."""
    return kind.startswith(NOUNS)


def wanted(customer: int, how: str) -> Wanted:
    """The job for one customer."""
    return Wanted(LOOK, {"customer": customer, "how": how}, key=f"{LOOK}:{customer}", lane=f"customer:{customer}")


@task(SPREAD)
def spread(payload: dict[str, Any]) -> None:
    """Of those whose records were brought in, look at whom somebody of ours has said anything to."""
    jobs.enqueue_many(wanted(customer, Contradiction.IMPORTED) for customer in spoken_to(payload["ids"]))


def spoken_to(ids: Collection[int]) -> list[int]:
    """The customers of these moments with whom there is something to compare."""
    since = timezone.now() - BACK
    return sorted(row[0] for row in rows(SPOKEN_TO.format(ids=marks(ids)), [*ids, since])) if ids else []


@task(LOOK)
def look(payload: dict[str, Any]) -> None:
    """Hold what was said against the records as they are."""
    customer = Customer.objects.filter(pk=payload["customer"]).first()
    if customer is not None:
        look_back(customer, payload["how"], timezone.now())
