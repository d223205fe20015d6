"""What the palette asks the server for."""

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from regulars.web.palette import groups
from regulars.web.routes import SIGNED_IN, page

LONGEST = 80


@page("/palette", may=SIGNED_IN)
def palette(request: HttpRequest) -> HttpResponseBase:
    """Places that fit what was typed, as JSON."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    return JsonResponse({"groups": list(groups(request, text))})
