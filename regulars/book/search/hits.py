"""Which moments or conversations fulfil a search, the newest first, by whichever way is short.

A rare word is asked of the index and its few texts are looked at. A common word is walked from the newest text on,
and the walk ends when the page is full. With a rare condition the few conversations are found by an index of theirs,
and the word index only says which of their moments hold the words. Every way is bounded: a walk that found too
little after WALK texts says where it stopped, and the next page goes on from there.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from regulars.base.frozen import dataclass
from regulars.book.search.index import engine
from regulars.book.search.operators import STATUSES, Asking, Where
from regulars.book.search.query import Wanted
from regulars.book.search.rows import Condition, docid_of, first_of
from regulars.engine.rows import aware, marks, rows
from regulars.staff.rules import OWN
from regulars.web.paging import Place

MOST_LISTED = 400
MOST_MOMENTS = 4_000
# Sorting takes 3 µs each. Of more than these there are so many that a walk from the newest on soon has its page.
MOST_SORTED = 3_000
WALK = 25_000
SECOND = timedelta(seconds=1)

JOINED = "select id from book_conversation where joined_to_id in ({ids})"
SEEN = """
select m.id, m.at from book_moment m
join book_conversation o on o.id = m.conversation_id
join book_conversation c on c.id = coalesce(o.joined_to_id, o.id)
where m.conversation_id in ({ids}) and {true} limit %s
"""
# `{by}` is the column that a list is sorted by, `{among}` what all in it have in common by an index.
SORTED = """
select c.{by}, c.id from book_conversation c
where c.id in ({source}) and c.joined_to_id is null and {true} {before} order by c.{by} desc, c.id desc limit %s
"""
WALKED = """
select c.{by}, c.id from (
    select id, {by} from book_conversation c
    where {among} and joined_to_id is null {before} order by {by} desc, id desc limit %s
) newest join book_conversation c on c.id = newest.id
where {true} order by newest.{by} desc, newest.id desc limit %s
"""
EDGE = """
select {by}, id from book_conversation c
where {among} and joined_to_id is null {before} order by {by} desc, id desc limit 1 offset %s
"""
COUNTED = "select count(*) from (select 1 from ({source}) sourced limit %s) counted"
OWN_ONES = "select id from book_conversation where joined_to_id is null and assignee_id = %s"
LATEST, BEGUN = "last_at", "opened_at"


@dataclass(frozen=True, slots=True)
class Moments:
    """Docids of what was found. `edge`: the walk stopped there and there may be more below."""

    docids: list[int]
    edge: int | None = None


@dataclass(frozen=True, slots=True)
class Conversations:
    """Where those that were found stand; `edge` as in Moments."""

    places: list[Place]
    edge: Place | None = None


def conditions(wheres: Sequence[Where], at: str) -> Condition:
    """That all of these are true; `at` is the column with the time of what is found."""
    sql = " and ".join(f"({where.sql.replace('{at}', at)})" for where in wheres) or "true"
    return Condition(sql, tuple(value for where in wheres for value in where.params), bool(wheres))


def not_hidden(asking: Asking) -> tuple[Where, ...]:
    """That the agent may see it: neither where it came in nor where it is shown is kept from them."""
    eyes = asking.eyes
    if eyes.see_all:
        return ()
    # Of whoever sees only their own, the few are found by an index.
    source = OWN_ONES if eyes.reach == OWN else ""
    return (Where(eyes.sees(), source=source, sourced=(eyes.holder,) if source else ()),)


def moments(wanted: Wanted, wheres: Sequence[Where], asking: Asking, before: int, limit: int) -> Moments:
    """Moments that hold what is wanted and fulfil the conditions, below the docid `before`, at most `limit`."""
    hidden = not_hidden(asking)
    if not wheres and not hidden:
        return Moments(engine().newest(wanted, before, limit))
    stretch = stretch_of(wheres, before)
    true = conditions([*wheres, *own_hidden(asking), *hidden], "m.at")
    listed = few(wheres, MOST_LISTED)
    known = None if listed is None else moments_of(listed, true)
    if known is not None:
        after, before = stretch
        return Moments(engine().among(wanted, [docid for docid in known if after <= docid < before], limit))
    return Moments(*engine().walk(wanted, replace(true, in_one=bool(wheres)), stretch, limit, WALK))


def stretch_of(wheres: Sequence[Where], before: int) -> tuple[int, int]:
    """The lowest docid that can be meant, and the one below which all are. Docids know whole seconds only."""
    until = [first_of(where.until + SECOND) for where in wheres if where.until]
    return max([0, *(first_of(where.since) for where in wheres if where.since)]), min([before, *until])


def own_hidden(asking: Asking) -> tuple[Where, ...]:
    """The same of the conversation in which it was written, which may be shown elsewhere; and of what belongs to none,
    as an order does, that it is not of somebody whose conversations are all hidden."""
    if asking.eyes.see_all:
        return ()
    of = asking.eyes.sees_book("m.customer_id")
    return Where(asking.eyes.sees("o")), Where(f"m.conversation_id is not null or {of}")


def few(wheres: Sequence[Where], most: int) -> list[int] | None:
    """Ids of the conversations that fulfil the rarest condition, if those are at most `most`; else None."""
    rare = rarest(wheres, most)
    if rare is None:
        return None
    return [pk for (pk,) in rows(f"select distinct id from ({rare.source}) sourced", rare.sourced)]  # noqa: S608


def moments_of(conversations: Sequence[int], true: Condition) -> list[int] | None:
    """Docids of the moments shown in these that fulfil the conditions, highest first; None where they are too many."""
    if not conversations:
        return []
    joined = [pk for (pk,) in rows(JOINED.format(ids=marks(conversations)), conversations)]
    statement = SEEN.format(ids=marks([*conversations, *joined]), true=true.sql)
    found = rows(statement, [*conversations, *joined, *true.params, MOST_MOMENTS + 1])
    if len(found) > MOST_MOMENTS:
        return None
    return sorted((docid_of(pk, aware(at)) for pk, at in found), reverse=True)


def conversations(wheres: Sequence[Where], asking: Asking, place: Place | None, limit: int) -> Conversations:
    """Conversations that fulfil the conditions, at most `limit` after `place`, by their newest moment; where it is
    asked when they began, by that."""
    true = conditions([*wheres, *not_hidden(asking)], f"c.{BEGUN}")
    by = BEGUN if any(where.since or where.until for where in wheres) else LATEST
    if rare := rarest(wheres, MOST_SORTED):
        return Conversations(listed(rare, true, by, place, limit))
    walks = [walked(one, true, by, place, limit) for one in (begun(wheres) if by == BEGUN else statuses(wheres))]
    found = sorted((one for walk in walks for one in walk.places), key=in_order, reverse=True)[:limit]
    edges = [walk.edge for walk in walks if walk.edge]
    if not edges:
        return Conversations(found)
    # What lies below the highest edge is not known to be all there is.
    edge = max(edges, key=in_order)
    known = [one for one in found if in_order(one) >= in_order(edge)]
    return Conversations(known, None if len(known) == limit else edge)


def statuses(wheres: Sequence[Where]) -> list[Where]:
    """What the index of the newest can be entered with: each status that can be meant."""
    meant = set(STATUSES).intersection(*(where.statuses for where in wheres if where.statuses is not None))
    return [Where("status = %s", (status,)) for status in STATUSES if status in meant]


def begun(wheres: Sequence[Where]) -> list[Where]:
    """The same for the index of when they began."""
    since = max((where.since for where in wheres if where.since), default=None)
    until = min((where.until for where in wheres if where.until), default=None)
    sql = [*([f"{BEGUN} >= %s"] if since else []), *([f"{BEGUN} < %s"] if until else [])]
    return [Where(" and ".join(sql), tuple(filter(None, (since, until))))]


def rarest(wheres: Sequence[Where], most: int) -> Where | None:
    """The condition with the fewest conversations by its own index, if those are at most `most`."""
    shortest: Where | None = None
    for where in wheres:
        if where.source:
            ((count,),) = rows(COUNTED.format(source=where.source), [*where.sourced, most + 1])
            if count <= most:
                shortest, most = where, count
    return shortest


def in_order(place: Place) -> tuple[datetime, int]:
    """How places are sorted."""
    return place.at, place.id


def after(place: Place | None, by: str) -> tuple[str, list[object]]:
    """The condition for what follows a place, and its parameters."""
    return (f"and (c.{by}, c.id) < (%s, %s)", [place.at, place.id]) if place else ("", [])


def listed(rare: Where, true: Condition, by: str, place: Place | None, limit: int) -> list[Place]:
    """Of few conversations, those that fulfil the conditions."""
    before, params = after(place, by)
    statement = SORTED.format(source=rare.source, true=true.sql, before=before, by=by)
    return places(rows(statement, [*rare.sourced, *true.params, *params, limit]))


def walked(among: Where, true: Condition, by: str, place: Place | None, limit: int) -> Conversations:
    """The newest by an index that fulfil the conditions."""
    before, params = after(place, by)
    statement = WALKED.format(by=by, among=among.sql, true=true.sql, before=before)
    found = places(rows(statement, [*among.params, *params, WALK, *true.params, limit]))
    if len(found) == limit:
        return Conversations(found)
    edge = places(rows(EDGE.format(by=by, among=among.sql, before=before), [*among.params, *params, WALK - 1]))
    return Conversations(found, edge[0] if edge else None)


def places(found: Sequence[Sequence[object]]) -> list[Place]:
    """Rows of (time, id) as places."""
    return [Place(aware(at), pk) for at, pk in found]  # type: ignore[arg-type] # columns of our own statements
