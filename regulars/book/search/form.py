"""Which form the rows of the index are in. After an upgrade that folds otherwise, all of it is made again, in jobs."""

from typing import Any

from django.db import connection, transaction

from regulars.base.folding import FOLDING
from regulars.book.models import Moment
from regulars.book.search import files, people
from regulars.book.search.index import BATCH, clear, index_moments, refill
from regulars.engine import jobs
from regulars.engine.jobs import Wanted, every, task
from regulars.engine.rows import rows

FORM = FOLDING
STRETCH = 20 * BATCH


AGAIN, PEOPLE = "search.again", "search.people"


def rebuild() -> int:
    """Make all of it anew, now; gives back how many texts it holds."""
    note()
    done = refill()
    people.rebuild()
    files.ask_all()
    return done


def note() -> None:
    """Write down that the rows are in today's form."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from book_search_form")
        cursor.execute("insert into book_search_form (form) values (%s)", [FORM])


@every("search.form", seconds=300)
def renew() -> None:
    """Empty the index and ask for all of it anew where its rows are in another form; mostly looks and leaves."""
    if rows("select form from book_search_form", ()) == [(FORM,)]:
        return
    with transaction.atomic():
        note()
        newest = Moment.objects.order_by("-pk").values_list("pk", flat=True).first()
        if newest is None:
            return
        clear()
        # The newest are found first.
        stretches = [(max(0, until - STRETCH), until) for until in range(newest, 0, -STRETCH)]
        jobs.enqueue_many(Wanted(AGAIN, {"after": first, "until": last}) for first, last in stretches)
        jobs.enqueue(PEOPLE, {})


@task(AGAIN)
def again(payload: dict[str, Any]) -> None:
    """Index the moments of a stretch of ids."""
    stretch = Moment.objects.filter(pk__gt=payload["after"], pk__lte=payload["until"])
    moments = list(stretch.values_list("pk", flat=True))
    index_moments(moments)
    files.ask(moments)


@task(PEOPLE)
def everybody(payload: dict[str, Any]) -> None:
    """Index all people."""
    people.rebuild()
