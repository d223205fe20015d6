"""The queues that everybody has, a page at a time, and how much stands in those that somebody must look at."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from regulars.book.eyes import Eyes
from regulars.conversations.queues import rows as listing
from regulars.conversations.queues.rows import SIZE, Listed
from regulars.conversations.queues.rules import MINE, QUEUES, UNASSIGNED
from regulars.engine.rows import aware, rows
from regulars.staff.models import Agent
from regulars.staff.rules import OWN
from regulars.web import paging
from regulars.web.paging import Place

MOST_COUNTED = 99
MOST_QUARANTINED = 1000
WALK = 4000
QUARANTINE = "quarantine"
QUARANTINED = "select count(*) from (select 1 from intake_delivery where state = 'quarantined' limit %s) as held"
COUNTED = "select count(*) from (select 1 from book_conversation c where {where} limit %s) as found"
# What is hidden is left out of a bounded stretch.
COUNTED_VISIBLE = """
select count(*) from (
    select 1 from (select id, inbox_id, assignee_id, joined_to_id from book_conversation c where {where} limit %s) c
    where {visible} limit %s) as found
"""
# Where some inboxes are hidden, a bounded stretch of the list is looked through, so that nobody walks all of it.
EDGE = """
select last_at, id from book_conversation c where {where} order by last_at {way}, id {way} limit 1 offset %s
"""


NEWER = """
select c.public_id from (
    select * from book_conversation c
    where {where} and (c.last_at, c.id) > (%s, %s) order by c.last_at, c.id limit %s) c
where {visible} order by c.last_at, c.id limit 1
"""


def condition(queue: str, agent: Agent, eyes: Eyes) -> tuple[str, list[Any]]:
    """What holds for the conversations of a queue; each is an index of its own."""
    where, params = of_all(queue, agent)
    # Who sees only their own has few of them, by the index of the assignee: no walk along all would find them.
    return (f"{where} and c.assignee_id = %s", [*params, agent.pk]) if eyes.reach == OWN else (where, params)


def of_all(queue: str, agent: Agent) -> tuple[str, list[Any]]:
    """The same for who sees the conversations of all."""
    if queue == MINE:
        return "c.joined_to_id is null and c.assignee_id = %s and c.status = 'open'", [agent.pk]
    if queue == UNASSIGNED:
        return "c.joined_to_id is null and c.assignee_id is null and c.status = 'open'", []
    return "c.joined_to_id is null and c.status = %s", [QUEUES[queue].status]


def listed(queue: str, agent: Agent, eyes: Eyes, place: Place | None, now: datetime, *, oldest: bool = False) -> Listed:
    """A page of a queue from a place on, the newest or the `oldest` first, without what these eyes may not see."""
    where, params = condition(queue, agent, eyes)
    beyond, within, way = (">", "<=", "asc") if oldest else ("<", ">=", "desc")
    if place:
        where, params = f"{where} and (c.last_at, c.id) {beyond} (%s, %s)", [*params, place.at, place.id]
    if eyes.see_all:
        return listing.page(listing.found(where, params, SIZE + 1, oldest=oldest), agent, now)
    edge = rows(EDGE.format(where=where, way=way), [*params, WALK])
    if edge:
        where, params = f"{where} and (c.last_at, c.id) {within} (%s, %s)", [*params, edge[0][0], edge[0][1]]
    found = listing.found(f"{where} and {eyes.sees()}", params, SIZE + 1, oldest=oldest)
    return further(listing.page(found, agent, now), edge)


def newer(queue: str, agent: Agent, eyes: Eyes, place: Place) -> str:
    """The public id of the one that stands just above a place of a queue; empty where it is the first."""
    where, params = condition(queue, agent, eyes)
    asked = NEWER.format(where=where, visible=eyes.sees())
    found = rows(asked, [*params, place.at, place.id, 1 if eyes.see_all else WALK])
    return str(found[0][0]) if found else ""


def further(page: Listed, edge: Sequence[Sequence[Any]]) -> Listed:
    """The page as it is, or where it is not full though the list goes on, with the place to go on from."""
    if page.next or not edge:
        return page
    place = paging.written(Place(aware(edge[0][0]), edge[0][1]))
    return replace(page, next=place, further=True)


def counts(agent: Agent, eyes: Eyes) -> dict[str, int]:
    """How many are mine, and nobody's (up to MOST_COUNTED + 1), and in quarantine (up to a thousand): one statement."""
    statements, params = [], list[Any]()
    for queue in (MINE, UNASSIGNED):
        where, more = condition(queue, agent, eyes)
        if not eyes.see_all:
            statements.append(COUNTED_VISIBLE.format(where=where, visible=eyes.sees()))
            params += [*more, WALK, MOST_COUNTED + 1]
        else:
            statements.append(COUNTED.format(where=where))
            params += [*more, MOST_COUNTED + 1]
    statements.append(QUARANTINED)
    found = rows(f"select {', '.join(f'({one})' for one in statements)}", [*params, MOST_QUARANTINED])[0]
    return dict(zip((MINE, UNASSIGNED, QUARANTINE), found, strict=True))
