"""The inbox: what is open, the newest first."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from regulars.book.models import Conversation
from regulars.conversations import lists
from regulars.intake.alarms import alarms
from regulars.intake.models import Inbox
from regulars.web import paging
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

MENU.offer("inbox", Entry(gettext_lazy("Inbox"), "/", "book.read", 10, ("/conversations/", "/customers/")))
TABS = {
    Conversation.OPEN: gettext_lazy("Open"),
    Conversation.CLOSED: gettext_lazy("Closed"),
    Conversation.AUTOMATIC: gettext_lazy("Automatic"),
}


@page("/", may="book.read")
def inbox(request: HttpRequest) -> HttpResponseBase:
    """One page of the list, and on top what needs somebody's eye."""
    asked = request.GET.get("show", "")
    status = asked if asked in TABS else Conversation.OPEN
    cursor = paging.read(request.GET.get("before", ""))
    listed = lists.listed(status, cursor)
    # After an import of old mail nothing is open, and yet somebody wants to see that it has come in.
    nothing_open = status == Conversation.OPEN and not listed.rows and not cursor.place
    shown = {
        "topics": "inbox",
        "tabs": TABS,
        "status": status,
        "listed": listed,
        "settled": lists.listed(Conversation.CLOSED, cursor) if nothing_open else None,
        "cursor": cursor,
        "quarantined": lists.quarantined(),
        "alarms": alarms(timezone.now()),
        "has_inbox": Inbox.objects.exists,
    }
    return render(request, "conversations/inbox.html", shown)
