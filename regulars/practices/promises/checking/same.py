"""The same words in two rows: a promise of the ledger, and the contradiction that was found where they stand.

Neither names the other, since either may be written down first.
"""

from regulars.practices.promises.models import Contradiction, Outcome, Promise


def promise_of(row: Contradiction) -> Promise | None:
    """The promise that says what is contradicted, where it is in the ledger and may still be honoured."""
    still = Promise.objects.filter(state__in=(Promise.OPEN, Outcome.BROKEN), said_at__isnull=False).order_by("pk")
    if row.promise_id is not None:
        return still.filter(pk=row.promise_id).first()
    there = still.filter(moment=row.moment_id) if row.moment_id else ()
    return next((one for one in there if are_same(one, row)), None)


def contradictions_of(promise: Promise) -> list[Contradiction]:
    """What is open against the words of a promise."""
    open_ = Contradiction.objects.filter(customer=promise.customer_id, state=Contradiction.OPEN)
    there = open_.filter(moment=promise.moment_id, promise=None) if promise.moment_id else ()
    return [*open_.filter(promise=promise), *(row for row in there if are_same(promise, row))]


def are_same(promise: Promise, row: Contradiction) -> bool:
    """Whether words of one moment are the same: one holds the other, and they are about one record."""
    within = promise.quote in row.quote or row.quote in promise.quote
    return bool(promise.quote and row.quote) and within and promise.concerns in ("", row.concerns)
