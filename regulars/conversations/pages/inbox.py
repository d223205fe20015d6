"""The inbox: its queues and views, the newest first, or where somebody works that way, the oldest."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from regulars.book.eyes import Eyes, eyes_of
from regulars.conversations.acts.choices import Choices, choices
from regulars.conversations.queues import lists, views
from regulars.conversations.queues.before import before
from regulars.conversations.queues.rows import Listed
from regulars.conversations.queues.rules import CLOSED, MINE, OPEN, QUEUES, UNASSIGNED, Queue
from regulars.conversations.queues.views import Kept
from regulars.intake.alarms import alarms
from regulars.intake.models import Inbox
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web import paging
from regulars.web.menu import MENU, Entry
from regulars.web.paging import Place
from regulars.web.routes import page

MENU.offer("inbox", Entry(gettext_lazy("Inbox"), "/", "book.read", 10, ("/conversations/", "/customers/")))


# In which order one works is a matter of who sits there: it is kept in the browser, and costs no page a statement.
ORDER, OLDEST, NEWEST = "regulars_order", "oldest", "newest"
WORKED = (OPEN, MINE, UNASSIGNED)
# Who may see little of a long list is shown pages with few rows on them.
MOST_PAGES = 40
A_YEAR = 365 * 24 * 3600


def oldest_first(request: HttpRequest, queue: str) -> bool:
    """Whether this queue is shown and worked through from its oldest conversation on."""
    return queue in WORKED and request.COOKIES.get(ORDER) == OLDEST


def part(
    view: Kept | None, queue: Queue, agent: Agent, eyes: Eyes, place: Place | None, now: datetime, *, oldest: bool
) -> Listed:
    """A page of a list from a place on: of a saved view, or else of a queue."""
    if view:
        return views.listed(view, agent, eyes, place, now)
    return lists.listed(queue.key, agent, eyes, place, now, oldest=oldest)


def asked_list(key: str, kept: Sequence[Kept]) -> tuple[Kept | None, Queue]:
    """Which of the saved views, if one, and the queue that stands for what is shown."""
    view = next((one for one in kept if one.public_id == key), None)
    return view, views.as_queue(view) if view else QUEUES.get(key, QUEUES[OPEN])


def whole(request: HttpRequest, asked: QueryDict, most: int) -> dict[int, str]:
    """Public ids by row ids of all that stands in a list from its top on, the first `most` of it."""
    agent, now = agent_of(request), timezone.now()
    eyes, found = eyes_of(agent), dict[int, str]()
    view, queue = asked_list(asked.get("show", ""), views.shown(agent))
    oldest, place = oldest_first(request, queue.key), None
    for _page in range(MOST_PAGES):
        shown = part(view, queue, agent, eyes, place, now, oldest=oldest)
        found |= {one.id: one.public_id for one in shown.rows}
        place = paging.read(shown.next).place
        if place is None or len(found) >= most:
            break
    return dict(islice(found.items(), most))


def list_context(request: HttpRequest, asked: QueryDict) -> dict[str, Any]:
    """What a list shows: which one, its rows, and how much stands in those beside it."""
    agent, now = agent_of(request), timezone.now()
    eyes, cursor = eyes_of(agent), paging.read(asked.get("before", ""))
    kept = views.shown(agent)
    view, queue = asked_list(asked.get("show", ""), kept)
    place, oldest = cursor.place, oldest_first(request, queue.key)
    return {
        "queues": QUEUES,
        "queue": queue,
        "counts": lists.counts(agent, eyes),
        "most": lists.MOST_COUNTED,
        "views": kept,
        "view": view,
        "listed": part(view, queue, agent, eyes, place, now, oldest=oldest),
        "cursor": cursor,
        "oldest": oldest,
        "ordered": queue.key in WORKED,
        "back": f"show={queue.key}" if place is None else f"show={queue.key}&before={asked['before']}",
        "eyes": eyes,
        "refused": {},
    }


@page("/", may="book.read")
def inbox(request: HttpRequest) -> HttpResponseBase:
    """One page of a list, and on top what needs somebody's eye; with `order` it is kept in which order one works."""
    if (order := request.GET.get("order")) in (OLDEST, NEWEST):
        return in_order(request, order)
    context = list_context(request, request.GET)
    agent, now = agent_of(request), timezone.now()
    # After an import of old mail nothing is open, and yet somebody wants to see that it has come in.
    nothing_open = context["queue"].key == OPEN and not context["listed"].rows and not context["cursor"].place
    settled = lists.listed(CLOSED, agent, context["eyes"], None, now) if nothing_open else None
    shown = {
        **context,
        "topics": "inbox present",
        "settled": settled,
        "quarantined": context["counts"][lists.QUARANTINE],
        "alarms": alarms(now),
        "before": [] if context["cursor"].place else before(context["queue"].key, agent, context["eyes"], now),
        "has_inbox": Inbox.objects.exists,
        "choices": shown_choices(agent),
    }
    return render(request, "conversations/inbox.html", shown)


def in_order(request: HttpRequest, order: str) -> HttpResponseBase:
    """The list again, now and from now on in that order."""
    queue = request.GET.get("show", "")
    response = redirect(f"/?show={queue}" if queue in WORKED else "/")
    response.set_cookie(ORDER, order, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def shown_choices(agent: Agent) -> Choices | None:
    """What the menus above the list offer, for those who may act."""
    return choices(agent, timezone.now()) if agent.may("conversation.work") else None


@page("/list", may="book.read")
def list_again(request: HttpRequest) -> HttpResponseBase:
    """The rows alone, for a page that is open."""
    return list_fragment(request, request.GET, {})


def list_fragment(request: HttpRequest, asked: QueryDict, refused: Mapping[int, str]) -> HttpResponse:
    """The rows, and beside them how much stands in the other lists; `refused`: why an act left some as they were."""
    return render(request, "conversations/_list.html", {**list_context(request, asked), "refused": refused})
