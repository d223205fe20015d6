"""Saying that one is at a conversation, and hearing who else is."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from regulars.conversations.notices import acts as notices
from regulars.conversations.pages.spread import found
from regulars.conversations.presence import acts
from regulars.staff.seat import agent_of
from regulars.web.routes import page


@page("/conversations/<str:public_id>/presence", may="book.read", methods=("POST",))
def presence(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Stay, or leave; the answer is who else is here."""
    asked, agent = found(request, public_id), agent_of(request)
    now, place = timezone.now(), request.POST.get("page", "").replace("\0", "")[:12]
    if request.POST.get("leave"):
        acts.leave(asked, agent, now, place)
        return HttpResponse(status=204)
    others = acts.stay(asked, agent, bool(request.POST.get("writing")), now, place)
    # Who is here sees what the notices of this conversation say.
    notices.seen(agent, now, conversation=asked)
    return render(request, "conversations/_present.html", {"others": others})
