"""After an old backup was put back: who was erased since is erased again."""

import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.leaving import acts, erased
from regulars.book.leaving.carrying import SCRUB, carry_out
from regulars.book.leaving.erased import Erased
from regulars.book.leaving.whose import whose
from regulars.book.models import Customer, Erasure, Identity
from regulars.engine import jobs

log = logging.getLogger(__name__)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Again:
    """Who was erased again, by public id, and of whom it could not be done, with the reason."""

    erased: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def again(now: datetime, listed: Path | None = None, *, thorough: bool = False) -> Again:
    """Erase again whom this database holds though they are on the list. Nothing to do: one small query.

    `thorough` looks at the handles of everybody, too, for people who stood in another book at the time of the backup;
    it is done by itself once somebody was found. Raises OSError where the list cannot be read.
    """
    entries = list(erased.listed(listed))
    books = standing(entries)
    if books or thorough:
        books += [one for one in by_handles(entries) if one.pk not in {book.pk for book in books}]
    done, refused = list[str](), list[tuple[str, str]]()
    for book in books:
        book.refresh_from_db()
        root = book.merged_into_id is None
        outcome = once_more(book, entries, now) if root else None
        if isinstance(outcome, Refused):
            refused.append((book.public_id, outcome.reason))
        elif root:
            done.append(book.public_id)
    return Again(tuple(done), tuple(refused))


def standing(entries: Iterable[Erased]) -> list[Customer]:
    """Roots of the books on the list that nobody has erased in this database."""
    ids = sorted({public_id for entry in entries for public_id in entry.customers})
    found: dict[int, Customer] = {}
    for start in range(0, len(ids), AT_ONCE):
        for book in Customer.objects.filter(public_id__in=ids[start : start + AT_ONCE]):
            root = book
            while root.merged_into:
                root = root.merged_into
            found[root.pk] = root
    gone = Erasure.objects.filter(done_at__isnull=False).values_list("customer_id", flat=True)
    return [book for pk, book in sorted(found.items()) if pk not in set(gone)]


def by_handles(entries: Iterable[Erased]) -> list[Customer]:
    """Other books all of whose verified handles are on the list, and were seen before that person was erased.

    One that has more handles may be somebody else's, in which the person stood by mistake: it is left to people.
    """
    gone = {digest: entry.at for entry in entries for digest in entry.identities}
    theirs: dict[int, bool] = {}
    if not gone:
        return []
    known = Identity.objects.filter(verified_at__isnull=False).values_list("customer_id", "kind", "value", "first_seen")
    for customer, kind, value, first_seen in known.iterator(AT_ONCE):
        at = gone.get(erased.digest_of(kind, value))
        theirs[customer] = theirs.get(customer, True) and at is not None and first_seen < at
    return list(Customer.objects.filter(pk__in=[pk for pk, all_on_it in theirs.items() if all_on_it]))


def once_more(book: Customer, entries: Iterable[Erased], now: datetime) -> Refused | None:
    """Erase one, unless somebody who is not on the list is in the same book by now."""
    of = whose(book)
    listed = {public_id for entry in entries for public_id in entry.customers}
    if len(of.public_ids) > 1 and not set(of.public_ids) <= listed:
        return Refused("Their book is merged with somebody who was not erased. Undo that merge, then run this again.")
    made = acts.again(book, now)
    return made if isinstance(made, Refused) else carry_out(made, now)


def at_start(now: datetime) -> None:
    """The same when the desk starts; says what it did in the log."""
    try:
        outcome = again(now)
    except OSError as fault:
        log.error("The list of the erased cannot be read (%s); nobody was erased again", fault)
        return
    if outcome.erased:
        jobs.enqueue(SCRUB, {}, key=SCRUB)
    for public_id in outcome.erased:
        log.warning("Customer %s came back with a backup, and was erased again", public_id)
    for public_id, reason in outcome.refused:
        log.warning("Customer %s came back with a backup: %s", public_id, reason)
