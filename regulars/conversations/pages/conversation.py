"""A conversation as an open book: on the left what is said, on the right who says it."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.ids import public_id as fresh_id
from regulars.book import margins
from regulars.book.eyes import eyes_of
from regulars.conversations import acts, log, stream
from regulars.conversations.drafts.sheets import GREATEST_ID, number
from regulars.conversations.models import Link
from regulars.conversations.pages import onward
from regulars.conversations.pages.spread import found, spread, states
from regulars.conversations.queues.rules import OPEN
from regulars.conversations.sending import shown as sending
from regulars.conversations.work import work
from regulars.staff.seat import agent_of
from regulars.web import flash
from regulars.web.routes import page
from regulars.web.templating import url

# More than a page shows, unless somebody stays on it for days.
MOST_NOTED = 100


@page("/conversations/<str:public_id>", may="book.read")
def conversation(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The page; one that was joined to another leads there. With `go` to the one beside it in its list, `newer` or
    `older`, or to the list where there is none."""
    asked = found(request, public_id)
    if (go := request.GET.get("go")) in ("newer", "older"):
        return beside_it(request, public_id, newer=go == "newer")
    if asked.joined_to is not None:
        return redirect("conversation", public_id=asked.joined_to.public_id)
    return spread(request, asked)


def beside_it(request: HttpRequest, public_id: str, *, newer: bool) -> HttpResponseBase:
    """To the conversation before or after that one in the list it was opened from."""
    queue = request.GET.get("in", "")
    path = onward.step(agent_of(request), public_id, queue, newer=newer)
    if not path:
        said = _("There is no newer one in the list.") if newer else _("There is no older one in the list.")
        flash.tell(request, said)
    return redirect(path or onward.listing(queue if onward.is_list(queue) else OPEN))


@page("/conversations/<str:public_id>/news", may="book.read")
def news(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What was written down after the moment `after`, what stands in the margin of those that the page shows (`noted`),
    how it stands now, and what was done with it since the event `logged`, for a page that stays."""
    asked = found(request, public_id)
    members, now = stream.members(asked), timezone.now()
    eyes = eyes_of(agent_of(request))
    after, logged = (number(request.GET, name, GREATEST_ID) for name in ("after", "logged"))
    lines, seen = stream.since(members, after, eyes), stream.visible(members, eyes)
    unseen = [one for one in lines if one.moment.agent != agent_of(request).name and not one.moment.automatic]
    under_way = sending.under_way(members)
    noted = stream.named(members, request.GET.get("noted", "").split(",")[:MOST_NOTED], eyes)
    shown = {
        "lines": lines,
        "count": len(unseen),
        "latest": max((one.moment.id for one in lines), default=0),
        "states": states(lines),
        "notes": margins.notes([*noted, *lines], now),
        "noted": noted,
        "lately": sending.lately(seen),
        # What one may not see still stops a second answer: `leaving` counts it.
        "under_way": under_way if len(seen) == len(members) else sending.under_way(seen),
        "leaving": max((one.id for one in under_way), default=0),
        "conversation": asked,
        "work": work(asked, agent_of(request), request.GET.get("in", ""), now),
        "log": log.news(seen, logged, after) if "logged" in request.GET and seen else log.Log(),
    }
    return render(request, "conversations/_news.html", shown)


@page("/links/<int:link>/<str:answer>", may="conversation.work", methods=("POST",), name="settle")
def settle(request: HttpRequest, link: int, answer: str) -> HttpResponseBase:
    """Say whether a conversation belongs with the other one: `join` or `not`."""
    asked = Link.objects.select_related("conversation", "other").filter(pk=link).first()
    if asked is None or answer not in ("join", "not"):
        raise Http404(answer)
    found(request, asked.other.public_id)
    on, batch = found(request, asked.conversation.public_id), fresh_id()
    refused = acts.settle_link(asked, answer == "join", agent_of(request), timezone.now(), batch)
    if refused:
        return spread(request, on, refused=refused)
    said = _("They are one conversation now.") if answer == "join" else _("They stay apart.")
    flash.tell(request, said, url("undo", batch=batch))
    # Whoever reads a long one is not thrown back to where it begins.
    return redirect(f"{url('conversation', public_id=on.public_id)}#latest")
