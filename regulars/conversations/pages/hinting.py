"""What a page that stays asks for at each pause of typing: what practices remark of the words."""

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone

from regulars.conversations.drafts.remarks import hints_of, writing_of
from regulars.conversations.pages.saving import asked_and_read
from regulars.staff.seat import agent_of
from regulars.web.routes import page


@page("/drafts/hints", may="conversation.reply", methods=("POST",))
def hints(request: HttpRequest) -> HttpResponseBase:
    """What is remarked of a text as it stands; nothing is kept. `spans` are those to underline: from, to (code points)
    and the key under which `html` tells of them."""
    asked, read = asked_and_read(request)
    found = hints_of(writing_of(agent_of(request), asked, read, timezone.now()))
    spans = [[one.start, one.end, one.key] for one in found if one.start < one.end]
    html = render_to_string("conversations/_hints.html", {"hints": found}) if found else ""
    return JsonResponse({"spans": spans, "html": html})
