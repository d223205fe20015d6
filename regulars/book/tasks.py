"""Jobs of the ledger: practices notice what is new, and look at every book in turn."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from regulars.book.acts import plan_tasks
from regulars.book.facts import tasks as facts_tasks  # noqa: F401 - declares its jobs
from regulars.book.leaving import tasks as leaving_tasks  # noqa: F401 - declares its jobs
from regulars.book.matching import tasks as matching_tasks  # noqa: F401 - declares its jobs
from regulars.book.merging import tasks as merging_tasks  # noqa: F401 - declares the job that settles
from regulars.book.models import Customer, Moment
from regulars.book.models import Review as Round
from regulars.book.practice import PRACTICES, Due, Practice, Review
from regulars.book.search import tasks as search_tasks  # noqa: F401 - declares the index's jobs
from regulars.book.view import seen, texts_of, view
from regulars.book.visits import tasks as visit_tasks  # noqa: F401 - declares its jobs
from regulars.engine import jobs
from regulars.engine.jobs import Wanted, every, task
from regulars.engine.outbox import Entry, consumer

log = logging.getLogger(__name__)

NOTICE, REVIEW = "practice.notice", "practice.review"
BOOKS_AT_ONCE = 100


@consumer("practices")
def pass_on(entries: Sequence[Entry]) -> None:
    """One job for each live moment and each practice that asked for its kind, in order within a customer."""
    jobs.enqueue_many(
        Wanted(
            NOTICE,
            {"practice": code, "moment": entry.payload["id"]},
            key=f"{NOTICE}:{code}:{entry.payload['id']}",
            lane=f"customer:{entry.payload['customer']}",
        )
        for entry in entries
        if entry.kind == "moment"
        for code, practice in PRACTICES
        if entry.payload["kind"] in practice.notices
    )


@task(NOTICE)
def notice(payload: dict[str, Any]) -> None:
    """Let one practice see one moment."""
    practice = PRACTICES.get(payload["practice"])
    moment = Moment.objects.select_related("customer").filter(pk=payload["moment"]).first()
    if practice is None or practice.notice is None or moment is None:
        return
    now = timezone.now()
    shown = seen(moment, texts_of([moment]).get(moment.pk, ""))
    plan_tasks(practice.code, moment.customer, practice.notice(shown, view(moment.customer), now), now)


@every("practices.review", seconds=60)
def begin_reviews() -> None:
    """Start each review whose period has passed; one that is still under way goes on by itself."""
    now = timezone.now()
    for _, practice in PRACTICES:
        for review in practice.reviews:
            due = Round.objects.get_or_create(name=name_of(practice, review))[0]
            if due.round_started_at is None or now - due.round_started_at >= review.every - timedelta(seconds=30):
                go_on(practice, review)


def name_of(practice: Practice, review: Review) -> str:
    """Under which a review's place is kept."""
    return f"{practice.code}.{review.name}"


def go_on(practice: Practice, review: Review) -> None:
    """Ask for the next books."""
    name = name_of(practice, review)
    jobs.enqueue(REVIEW, {"practice": practice.code, "review": review.name}, key=f"{REVIEW}:{name}")


def look_at(customer: Customer, practice: Practice, review: Review, now: datetime) -> Sequence[Due]:
    """What a review finds due; nothing, and a line in the log, where it fails on this book."""
    try:
        return review.look(view(customer), now)
    except DatabaseError:
        raise
    except Exception:  # one book on which a practice fails must not keep it from all that come after
        log.exception("The review %s failed on the book of %s", name_of(practice, review), customer.public_id)
        return ()


@task(REVIEW)
def review_books(payload: dict[str, Any]) -> None:
    """Look at the next hundred books, and ask for more until all have been seen."""
    practice = PRACTICES.get(payload["practice"])
    review = next((one for one in practice.reviews if one.name == payload["review"]), None) if practice else None
    if practice is None or review is None:
        return
    now = timezone.now()
    place = Round.objects.get_or_create(name=name_of(practice, review))[0]
    if place.last_customer == 0:
        place.round_started_at = now
    books = list(Customer.objects.filter(pk__gt=place.last_customer, merged_into=None).order_by("pk")[:BOOKS_AT_ONCE])
    for customer in books:
        plan_tasks(practice.code, customer, look_at(customer, practice, review, now), now)
    place.last_customer = books[-1].pk if len(books) == BOOKS_AT_ONCE else 0
    place.save()
    if place.last_customer:
        go_on(practice, review)
