"""Where an act on a conversation leads: to the next one of the list it was opened from, to that list, or nowhere."""

from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.utils import timezone

from regulars.base.ids import looks_public
from regulars.book.eyes import eyes_of
from regulars.book.models import Conversation
from regulars.conversations.models import Event, Workload
from regulars.conversations.pages.inbox import oldest_first
from regulars.conversations.queues import lists, views
from regulars.conversations.queues.rows import Row
from regulars.conversations.queues.rules import QUEUES
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.forms import page_before
from regulars.web.paging import Place
from regulars.web.templating import url


def path(agent: Agent, public_id: str, queue: str, *, leaves: bool, oldest: bool = False) -> str:
    """The path to go to after an act on that conversation. `leaves`: it is in the list no more, which is worked through
    from the newest or the `oldest` on.

    One that was not opened from a list stays on the screen, as does one that the list keeps; one that was given away
    by who sees only their own does not.
    """
    from_list, eyes = is_list(queue), eyes_of(agent)
    if not (eyes.see_all or Conversation.objects.filter(eyes.among(), public_id=public_id).exists()):
        return listing(queue if from_list else "open")
    here = f"{url('conversation', public_id=public_id)}{f'?in={queue}' if from_list else ''}#latest"
    if not leaves or not from_list:
        return here
    wanted = Workload.objects.filter(agent=agent).values_list("onward", flat=True).first() or Workload.NEXT
    if wanted == Workload.STAY:
        return here
    return (step(agent, public_id, queue, newer=oldest) if wanted == Workload.NEXT else "") or listing(queue)


def after_sending(request: HttpRequest, on: Conversation) -> str:
    """The path to go to where an answer has closed a conversation or put it off; empty to stay with it."""
    queue = parse_qs(urlsplit(page_before(request)).query).get("in", [""])[-1]
    led = path(agent_of(request), on.public_id, queue, leaves=True, oldest=oldest_first(request, queue))
    return "" if led.startswith(url("conversation", public_id=on.public_id)) else led


def is_list(queue: str) -> bool:
    """Whether it could name a queue or a view."""
    return queue in QUEUES or looks_public(queue)


def return_to(batch: str, before: str) -> str:
    """Where one goes on after taking back, on the page `before`, what was done in a batch: from the next conversation
    to the one that it was done with, and otherwise nowhere."""
    asked = urlsplit(before)
    done = set(Event.objects.filter(batch=batch).values_list("conversation__public_id", flat=True))
    if not asked.path.startswith("/conversations/") or len(done) != 1 or asked.path.split("/")[2] in done:
        return before
    query = f"?{asked.query}" if asked.query else ""
    return f"{url('conversation', public_id=done.pop())}{query}#latest"


def listing(queue: str) -> str:
    """The path of a queue."""
    return "/" if queue == "open" else f"/?show={queue}"


def step(agent: Agent, public_id: str, queue: str, *, newer: bool) -> str:
    """The path of the one beside a conversation in the queue or view it was opened from; empty where there is none.

    Where somebody stands stays counted, also when the conversation itself is in that list no more.
    """
    return preceding(agent, public_id, queue) if newer else following(agent, public_id, queue)


def following(agent: Agent, public_id: str, queue: str) -> str:
    """The path of the conversation after that one in a queue; empty where it was the last."""
    left = place_of(public_id)
    if left is None:
        return ""
    # A view with words knows no place in time: there the first page is looked through.
    after = next((one for one in beside(agent, queue, left) if (one.at, one.id) < (left.at, left.id)), None)
    return in_queue(after.public_id, queue) if after else ""


def preceding(agent: Agent, public_id: str, queue: str) -> str:
    """The path of the conversation before that one; of a view, as far as it stands on its first page."""
    left = place_of(public_id)
    if left is None:
        return ""
    if queue in QUEUES:
        newer = lists.newer(queue, agent, eyes_of(agent), left)
    else:
        page = [one for one in beside(agent, queue, None) if (one.at, one.id) > (left.at, left.id)]
        newer = page[-1].public_id if page else ""
    return in_queue(newer, queue) if newer else ""


def place_of(public_id: str) -> Place | None:
    """Where a conversation stands in every list."""
    left = Conversation.objects.filter(public_id=public_id).values_list("last_at", "pk").first()
    return Place(*left) if left else None


def beside(agent: Agent, queue: str, place: Place | None) -> Sequence[Row]:
    """A page of a queue or of a view; nothing where there is none of that name."""
    eyes, now = eyes_of(agent), timezone.now()
    if queue in QUEUES:
        return lists.listed(queue, agent, eyes, place, now).rows
    view = next((one for one in views.shown(agent) if one.public_id == queue), None)
    return views.listed(view, agent, eyes, place, now).rows if view else []


def in_queue(public_id: str, queue: str) -> str:
    """The path of a conversation as it is opened from a list."""
    return f"{url('conversation', public_id=public_id)}?in={queue}#latest"
