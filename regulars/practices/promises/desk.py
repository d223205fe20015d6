"""What the desk says by itself: that a record shows a promise kept, that something seems to keep one, and that a time
has passed without either. Source: docs/decisions/0025."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from regulars.book.models import Moment
from regulars.engine.rows import marks, rows
from regulars.practices.promises import ending, records, rules
from regulars.practices.promises.ending import Shows
from regulars.practices.promises.ledger import taken, tell
from regulars.practices.promises.models import Outcome, Promise, Sign

AT_ONCE = 500
WATCHED = frozenset({"message", "call", "order.delivered", "reward.changed", "visit.came"})
WITH_OPEN = """
select distinct customer_id from promises_promise
where customer_id in ({customers}) and state in ('open', 'broken') and said_at is not null
"""
# What was called broken once, and was taken back by a person, is that person's to judge.
OVER = """
select p.id from promises_promise p
where p.state = 'open' and p.said_at is not null and p.due_at < %s
  and (p.sort not in ('reward', 'price') or p.concerns <> '')
  and not exists (select 1 from promises_outcome o where o.promise_id = p.id and o.kind = 'broken')
order by p.due_at, p.id limit %s
"""


def with_open(customers: Sequence[int]) -> set[int]:
    """To which of these customers something is still to be kept."""
    if not customers:
        return set()
    return {row[0] for row in rows(WITH_OPEN.format(customers=marks(customers)), list(customers))}


def look_at(moment: Moment, now: datetime) -> None:
    """See whether what happened keeps a promise: by itself where a record shows it, else as a sign to be confirmed."""
    theirs = Promise.objects.filter(customer=moment.customer_id, said_at__isnull=False)
    for promise in (
        theirs.filter(Q(state=Promise.OPEN) | Q(state=Outcome.BROKEN)).select_related("customer").order_by("pk")
    ):
        if by_record(promise, moment, now) or not seems(promise, moment):
            continue
        with transaction.atomic():
            made = Sign.objects.get_or_create(promise=promise, moment=moment, defaults={"at": now})[1]
            if made:
                tell(promise)


def by_record(promise: Promise, moment: Moment | None, now: datetime) -> bool:
    """Note a promise as kept where its record shows that; whether it does."""
    if moment is not None and not names(moment, promise.concerns):
        return False
    done = records.kept_at(promise)
    # A reward that lasts until its day says so each day anew: it is kept when that day has come.
    if done is None or done > now:
        return False
    ending.keep(promise, None, now, Shows(moment=moment, happened=done))
    return True


def open_again(now: datetime) -> int:
    """Open again what was noted as kept by records that were taken back since; how many. What shows anything else stays
    as it is."""
    by_the_desk = Outcome.objects.filter(agent=None, moment=None, undone=None, kind__in=(Outcome.KEPT, Outcome.LATE))
    kept = Promise.objects.filter(pk__in=by_the_desk.values("promise")).exclude(concerns="").select_related("customer")
    hollow = [one for one in kept.order_by("pk").iterator(AT_ONCE) if records.is_gone(one)]
    return sum(ending.unproven(one, now) is not None for one in hollow)


def names(moment: Moment, concerns: str) -> bool:
    """Whether a moment tells of the record that a promise is about."""
    noun, _colon, public_id = concerns.partition(":")
    return bool(noun) and moment.kind.startswith(f"{noun}.") and moment.payload.get(noun) == public_id


def seems(promise: Promise, moment: Moment) -> bool:
    """Whether something that happened after a promise looks like its being kept."""
    since = promise.said_at
    if since is None or moment.at <= since or moment.pk == promise.moment_id or moment.automatic:
        return False
    way = str(moment.payload.get("way", ""))
    return rules.looks_kept(promise.sort, moment.kind, moment.channel, moment.direction, way) and (
        moment.conversation_id is None
        or promise.conversation_id in (None, moment.conversation_id)
        or promise.sort == "callback"
    )


def break_due(now: datetime) -> int:
    """Call broken whose time has passed, unless its record shows that it was kept; how many. Each is called so once."""
    count = 0
    for (pk,) in rows(OVER, [now, AT_ONCE]):
        promise = Promise.objects.select_related("customer", "conversation").get(pk=pk)
        if rules.is_over(promise.due_at, promise.due_means, now) and not by_record(promise, None, now):
            count += is_broken(promise, now)
    return count


def is_broken(promise: Promise, now: datetime) -> bool:
    """Call one broken, if time alone can say so; whether it was."""
    if not rules.breaks_by_time(promise.sort, bool(promise.concerns)):
        return False
    with transaction.atomic():
        held = taken(promise)
        before = held.outcomes.filter(kind=Outcome.BROKEN).exists()
        return not before and isinstance(ending.break_(held, None, now), Outcome)
