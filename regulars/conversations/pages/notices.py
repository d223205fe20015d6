"""For you: what one agent should know, each with its reason, and how many of it beside their name."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.book import who
from regulars.book.eyes import eyes_of
from regulars.conversations.notices import acts, lists
from regulars.staff.seat import agent_of
from regulars.web import paging
from regulars.web.flash import tell
from regulars.web.frame import BESIDE_NAME
from regulars.web.routes import page


def counted(request: HttpRequest) -> dict[str, int]:
    """What the piece beside the name shows."""
    return {"unseen": lists.unseen(agent_of(request).pk), "most": lists.MOST_COUNTED}


def beside_name(request: HttpRequest) -> str:
    """The way to the page, with the count of what is unseen."""
    return render_to_string("conversations/_beside_name.html", counted(request))


BESIDE_NAME.offer("notices", beside_name)


@page("/notices", may="book.read")
def notices(request: HttpRequest) -> HttpResponseBase:
    """The list, the newest first."""
    agent = agent_of(request)
    cursor = paging.read(request.GET.get("before", ""))
    listed = lists.listed(agent.pk, eyes_of(agent), cursor)
    shown = {
        "topics": "",
        "listed": listed,
        "names": who.names({row.customer_id: row.customer for row in listed.rows}),
        "cursor": cursor,
        "unseen": lists.unseen(agent.pk),
    }
    return render(request, "conversations/notices.html", shown)


@page("/notices/count", may="book.read", name="notices_count")
def count(request: HttpRequest) -> HttpResponseBase:
    """The piece beside the name alone, for a page on which it changed."""
    return render(request, "conversations/_for_you.html", counted(request))


@page("/notices/<int:notice>/seen", may="book.read", methods=("POST",), name="notice_seen")
def notice_seen(request: HttpRequest, notice: int) -> HttpResponseBase:
    """Mark one of one's own as read: what it is about is being opened."""
    acts.seen(agent_of(request), timezone.now(), notice_id=notice)
    return HttpResponse(status=204)


@page("/notices/seen", may="book.read", methods=("POST",), name="notices_seen")
def all_seen(request: HttpRequest) -> HttpResponseBase:
    """Mark all of one's own as read."""
    count = acts.seen(agent_of(request), timezone.now())
    said = ngettext("%(num)s notice is marked as read.", "%(num)s notices are marked as read.", count)
    tell(request, said % {"num": count} if count else _("Nothing was left to read."))
    return redirect("/notices")
