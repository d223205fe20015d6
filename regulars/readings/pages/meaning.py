"""Messages that say what somebody means, in whatever words."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from regulars.base.results import Refused
from regulars.readings.meaning import finding
from regulars.staff.seat import agent_of
from regulars.web.routes import page

LONGEST = 500


@page("/search/meaning", may="book.read", name="by_meaning", slow=True)
def by_meaning(request: HttpRequest) -> HttpResponseBase:
    """The nearest messages. It waits for the reading process, and says so where that is not there."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    found = finding.by_meaning(asked, agent_of(request))
    context = {
        "asked": asked,
        "refused": found.reason if isinstance(found, Refused) else "",
        "found": [] if isinstance(found, Refused) else found,
    }
    return render(request, "readings/by_meaning.html", context)
