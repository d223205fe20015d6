"""Search over everybody, and everything that was said."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.book import who
from regulars.book.eyes import eyes_of
from regulars.book.models import Conversation
from regulars.book.search import OPERATORS, Asking, Page, find, suggestions
from regulars.staff.seat import agent_of
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

MENU.offer("search", Entry(gettext_lazy("Search"), "/search", "book.read", 15, roomy=True))
SIZE, BESIDE = 20, 7
LONGEST = 500
PANEL = "found"
STANDINGS = {
    Conversation.CLOSED: gettext_lazy("closed"),
    Conversation.SNOOZED: gettext_lazy("snoozed"),
    Conversation.SPAM: gettext_lazy("spam"),
    Conversation.AUTOMATIC: gettext_lazy("automatic"),
}


def asking(request: HttpRequest) -> Asking:
    """Who searches."""
    agent = agent_of(request)
    return Asking(agent.pk, eyes_of(agent), timezone.now(), timezone.get_current_timezone())


def counted(found: Page) -> str:
    """How much was found, for those who hear the page."""
    count = len(found.results) + len(found.people.shown)
    if not count:
        return _("Nothing found")
    if found.next or found.people.more:
        return ngettext("%(num)s found, and more", "%(num)s found, and more", count) % {"num": count}
    return ngettext("%(num)s found", "%(num)s found", count) % {"num": count}


@page("/search", may="book.read")
def search(request: HttpRequest) -> HttpResponseBase:
    """Twenty results a page, the newest first. A script that asks while somebody types gets the results alone: all
    for this page, a few for the panel under the search box of another."""
    asked = request.GET.get("q", "").replace("\0", "").lstrip()
    after = request.GET.get("before")
    beside = request.headers.get("HX-Target") == PANEL
    by = asking(request)
    found = find(asked[:LONGEST], after, BESIDE if beside else SIZE, by) if asked.strip() else None
    names = (
        who.names({hit.customer: hit.customer_name for hit in found.results}, "customer__public_id") if found else {}
    )
    shown = {
        "asked": asked,
        "found": found,
        "after": after,
        "too_long": len(asked) > LONGEST,
        "names": names,
        "beside": beside,
        "counted": counted(found) if found else "",
        "standings": STANDINGS,
        "suggestions": suggestions(asked[:LONGEST], by) if asked and not after else [],
        "operators": [(name, operator) for name, operator in OPERATORS],
    }
    is_part = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    response = render(request, "book/hits.html" if is_part else "book/search.html", shown)
    # One address gives a page or a part of it.
    response.headers["Vary"] = "HX-Request, HX-Target"
    return response
