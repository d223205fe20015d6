"""Search over everything that was said."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from regulars.book import who
from regulars.book.search import find
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

MENU.offer("search", Entry(gettext_lazy("Search"), "/search", "book.read", 15))
SIZE = 20
LONGEST = 500


@page("/search", may="book.read")
def search(request: HttpRequest) -> HttpResponseBase:
    """Twenty results a page, the newest first."""
    asked = request.GET.get("q", "").replace("\0", "").strip()
    after = request.GET.get("before")
    found = find(asked[:LONGEST], after, SIZE) if asked else None
    names = (
        who.names({hit.customer: hit.customer_name for hit in found.results}, "customer__public_id") if found else {}
    )
    shown = {"asked": asked, "found": found, "after": after, "too_long": len(asked) > LONGEST, "names": names}
    return render(request, "book/search.html", shown)
