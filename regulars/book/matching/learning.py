"""Traces are laid down, and where two books meet in one, it is suggested that they are one person's."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

from django.db import connection, transaction
from django.db.models import Count, QuerySet

from regulars.base.frozen import dataclass
from regulars.book.matching import families, reading, rules
from regulars.book.matching.rules import CROWDED, MOST_WRITTEN
from regulars.book.matching.traces import Left
from regulars.book.models import Customer, Moment, Suggestion, Trace
from regulars.engine.rows import marks, parsed, rows

Pair = tuple[int, int]
WRITTEN = ("order", "signature", "sentence")
MOST_PAIRS = 1000
AT_ONCE = 200
FORGOTTEN_AT_ONCE = 2000
WHO_HAS = "select kind, digest, customer_id from book_trace where kind = %s and digest in ({digests})"
KNOWN = """
with pair (one, other) as (values {pairs})
select s.one_id, s.other_id, s.id, s.score, s.reasons
from pair p join book_suggestion s on s.one_id = p.one and s.other_id = p.other
"""
CHANGE = "update book_suggestion set score = %s, reasons = %s where id = %s"
SHARED = """
with pair (one, other) as (values {pairs})
select p.one, p.other, a.kind, a.digest
from pair p
join book_trace a on a.customer_id = p.one
join book_trace b on b.kind = a.kind and b.digest = a.digest and b.customer_id = p.other
where (select count(*) from book_trace c where c.kind = a.kind and c.digest = a.digest) <= %s
order by a.id
"""


def learn(moments: Sequence[int], customers: Iterable[int], now: datetime) -> int:
    """Lay down the traces of these moments and customers (row ids), and suggest what follows; how many are new.

    Doing it again changes nothing.
    """
    found = reading.written(moments)
    found += reading.known({*customers, *(one.customer for one in found)}, reading.buyers(moments))
    # In this order, so that the words of the first are shown.
    unique = list({(one.kind, one.digest, one.customer): one for one in reversed(found)}.values())[::-1]
    with transaction.atomic():
        having = who_has(unique)
        fresh = lay_down(unique, having)
        return suggest(meetings(fresh, having), {(one.kind, one.digest): one.words for one in unique}, now)


def who_has(found: Sequence[Left]) -> dict[tuple[str, str], set[int]]:
    """Which books have these traces already."""
    by_kind: dict[str, set[str]] = {}
    for one in found:
        by_kind.setdefault(one.kind, set()).add(one.digest)
    having: dict[tuple[str, str], set[int]] = {}
    for kind, digests in by_kind.items():
        asked = sorted(digests)
        for _kind, digest, customer in rows(WHO_HAS.format(digests=marks(asked)), [kind, *asked]):
            having.setdefault((kind, digest), set()).add(customer)
    return having


def lay_down(found: Sequence[Left], having: dict[tuple[str, str], set[int]]) -> list[Left]:
    """Write the traces that are new and may still say something; gives them back, and adds them to `having`."""
    new = [one for one in found if one.customer not in having.get((one.kind, one.digest), ())]
    written = left_in_writing({one.customer for one in new if one.kind in WRITTEN})
    kept = []
    for one in new:
        books = having.setdefault((one.kind, one.digest), set())
        # One more than the crowd is kept, so that the crowd is seen.
        if len(books) > CROWDED or (one.kind in WRITTEN and written[one.customer] >= MOST_WRITTEN):
            continue
        written[one.customer] += one.kind in WRITTEN
        books.add(one.customer)
        kept.append(one)
    made = [Trace(customer_id=one.customer, kind=one.kind, digest=one.digest) for one in kept]
    Trace.objects.bulk_create(made, ignore_conflicts=True)
    return kept


def left_in_writing(customers: Iterable[int]) -> Counter[int]:
    """How many traces of what was written each of these has."""
    counted = Trace.objects.filter(customer_id__among=sorted(customers), kind__in=WRITTEN)
    return Counter(dict(counted.values_list("customer_id").annotate(Count("id"))))


def meetings(fresh: Iterable[Left], having: Mapping[tuple[str, str], set[int]]) -> set[Pair]:
    """The pairs of books that meet in a new trace. The same name alone brings nobody together."""
    found: set[Pair] = set()
    for one in fresh:
        books = having[one.kind, one.digest]
        if one.kind != "name" and 1 < len(books) <= CROWDED and len(found) < MOST_PAIRS:
            found |= {rules.pair(one.customer, other) for other in books if other != one.customer}
    return found


def suggest(pairs: set[Pair], words: Mapping[tuple[str, str], str], now: datetime) -> int:
    """Weigh each pair by all that both have, and write it down where a person is to be asked; how many are new.

    What somebody answered stays their answer. Who is one person by now is not asked about.
    """
    if not pairs:
        return 0
    standing = families.roots({one for pair in pairs for one in pair})
    apart = {pair for pair in pairs if families.between(standing, *pair)}
    common, sides = in_common(apart), reading.sides({one for pair in apart for one in pair})
    known, fresh, changed = suggested(apart), [], []
    for (one, other), shared in sorted(common.items()):
        old = known.get((one, other))
        points = rules.score([kind for kind, _ in shared], sides[one], sides[other])
        reasons = reasons_for(shared, words, old.reasons if old else ())
        if old and (old.score, old.reasons) != (points, reasons):
            changed.append((points, json.dumps(reasons, ensure_ascii=False), old.id))
        elif old is None and rules.is_asked(points):
            fresh.append(Suggestion(one_id=one, other_id=other, score=points, reasons=reasons, made_at=now))
    Suggestion.objects.bulk_create(fresh, ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.executemany(CHANGE, changed)
    return len(fresh)


@dataclass(frozen=True, slots=True)
class Written:
    """A suggestion that is written down. The fields are columns of it."""

    id: int
    score: int
    reasons: list[list[str]]


def suggested(pairs: set[Pair]) -> dict[Pair, Written]:
    """What is written down of these pairs already, whatever became of it."""
    return (
        {
            (one, other): Written(pk, score, parsed(reasons))
            for one, other, pk, score, reasons in rows(
                KNOWN.format(pairs=places(pairs)), list(chain.from_iterable(pairs))
            )
        }
        if pairs
        else {}
    )


def places(pairs: set[Pair]) -> str:
    """As many pairs of placeholders as there are pairs."""
    return ", ".join("(%s, %s)" for _ in pairs)


def in_common(pairs: set[Pair]) -> dict[Pair, list[tuple[str, str]]]:
    """All the traces that the two of each pair share, by kind and digest, without those that a crowd has."""
    if not pairs:
        return {}
    found: dict[Pair, list[tuple[str, str]]] = {}
    statement = SHARED.format(pairs=places(pairs))
    for one, other, kind, digest in rows(statement, [*chain.from_iterable(pairs), CROWDED]):
        found.setdefault((one, other), []).append((kind, digest))
    return found


def reasons_for(
    common: Sequence[tuple[str, str]], words: Mapping[tuple[str, str], str], before: Sequence[Sequence[str]]
) -> list[list[str]]:
    """The reasons as they are kept, the strongest first. Words that nobody holds now are those that were kept."""
    kept: dict[str, list[str]] = {}
    for kind, said in before:
        kept.setdefault(kind, []).append(said)
    found = []
    for kind, digest in sorted(common, key=lambda one: -rules.WEIGHTS[one[0]]):
        said, old = words.get((kind, digest), ""), kept.get(kind, [])
        if said in old:
            old.remove(said)
        found.append([kind, said or (old.pop(0) if old else "")])
    return found


def relearn(now: datetime) -> tuple[int, int]:
    """Make all traces and open suggestions anew: how many traces and suggestions there are. What was answered stays.

    The desk can go on meanwhile; each batch is a transaction of its own.
    """
    forget(Trace.objects.all())
    forget(Suggestion.objects.filter(state=Suggestion.OPEN))
    for customers in batches(Customer.objects.all()):
        learn((), customers, now)
    for moments in batches(Moment.objects.all()):
        learn(moments, (), now)
    return Trace.objects.count(), Suggestion.objects.filter(state=Suggestion.OPEN).count()


def forget(those: QuerySet[Trace] | QuerySet[Suggestion]) -> None:
    """Delete many rows, a few thousand at a time."""
    while some := list(those.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        those.filter(pk__among=some).delete()


def batches(those: QuerySet[Customer] | QuerySet[Moment]) -> Iterator[list[int]]:
    """Row ids in order, few enough at a time for one transaction."""
    last = 0
    while ids := list(those.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield ids
        last = ids[-1]
