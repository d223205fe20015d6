"""Where an act on a conversation leads: to the next one of the list it was opened from, to that list, or nowhere."""

from urllib.parse import urlsplit

from django.utils import timezone

from regulars.base.ids import looks_public
from regulars.book.eyes import eyes_of
from regulars.book.models import Conversation
from regulars.conversations.models import Event, Workload
from regulars.conversations.queues import lists, views
from regulars.conversations.queues.rules import QUEUES
from regulars.staff.models import Agent
from regulars.web.paging import Place
from regulars.web.templating import url


def path(agent: Agent, public_id: str, queue: str, *, leaves: bool) -> str:
    """The path to go to after an act on that conversation. `leaves`: it is in the list no more.

    One that was not opened from a list stays on the screen, as does one that the list keeps; one that was given away
    by who sees only their own does not.
    """
    is_list, eyes = queue in QUEUES or looks_public(queue), eyes_of(agent)
    if not (eyes.see_all or Conversation.objects.filter(eyes.among(), public_id=public_id).exists()):
        return listing(queue if is_list else "open")
    here = f"{url('conversation', public_id=public_id)}{f'?in={queue}' if is_list else ''}#latest"
    if not leaves or not is_list:
        return here
    wanted = Workload.objects.filter(agent=agent).values_list("onward", flat=True).first() or Workload.NEXT
    if wanted == Workload.STAY:
        return here
    return (following(agent, public_id, queue) if wanted == Workload.NEXT else "") or listing(queue)


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


def following(agent: Agent, public_id: str, queue: str) -> str:
    """The path of the conversation after that one in a queue; empty where it was the last."""
    left = Conversation.objects.filter(public_id=public_id).values_list("last_at", "pk").first()
    if left is None:
        return ""
    eyes, now = eyes_of(agent), timezone.now()
    view = next((one for one in views.shown(agent) if one.public_id == queue), None)
    if view is None and queue not in QUEUES:
        return ""
    of = (
        views.listed(view, agent, eyes, Place(*left), now)
        if view
        else lists.listed(queue, agent, eyes, Place(*left), now)
    )
    after = next(iter(of.rows), None)
    return f"{url('conversation', public_id=after.public_id)}?in={queue}#latest" if after else ""
