"""What the line beneath an editor offers: to record a promise, to take that back, to say that it is none."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.conversations.drafts import acts as drafts
from regulars.conversations.drafts.remarks import writing_of
from regulars.conversations.models import Draft
from regulars.conversations.pages.saving import asked_and_read
from regulars.conversations.slots import Writing
from regulars.practices.promises.rules import zone_of
from regulars.practices.promises.writing import acts
from regulars.practices.promises.writing.heard import Heard, heard_in, typed_due
from regulars.practices.promises.writing.things import with_names
from regulars.readings.texts import house_zone
from regulars.staff.seat import agent_of
from regulars.web.routes import page

# What to do with the words, in a draft that is kept; why not, where it cannot be done.
Do = Callable[[HttpRequest, Heard, Draft, Writing, datetime], Refused | None]


def done(request: HttpRequest, do: Do) -> HttpResponse:
    """Keep the text as it stands, then do it with the words that the line names. 409 where another page has saved
    since, 410 where it was sent, 422 with a sentence where it cannot be done."""
    asked, read = asked_and_read(request)
    agent, now = agent_of(request), timezone.now()
    kept = drafts.save(agent, read.place, read.save, now)
    if not isinstance(kept, Draft):
        return HttpResponse(status=409 if isinstance(kept, drafts.Clash) else 410)
    writing = writing_of(agent, asked, read, now)
    named = request.POST.get("hint", "")
    one = next((each for each in found(writing) if each.key == named), None)
    refused = do(request, one, kept, writing, now) if one else Refused(_("These words have changed meanwhile."))
    if refused:
        return HttpResponse(refused.reason, status=422, content_type="text/plain; charset=utf-8")
    return JsonResponse({"draft": kept.public_id, "version": kept.version})


def found(writing: Writing) -> list[Heard]:
    """What the words commit to."""
    zone = zone_of(writing.customer.time_zone if writing.customer else "", house_zone())
    return with_names(heard_in(writing.text, writing.now, zone), writing.text, writing.customer)


@page("/promises/drafted/record", may="conversation.reply", methods=("POST",))
def record_drafted(request: HttpRequest) -> HttpResponseBase:
    """Record a promise that is being written."""
    return done(request, record)


def record(request: HttpRequest, one: Heard, draft: Draft, writing: Writing, now: datetime) -> Refused | None:
    """Write it down, with the time that was typed where the words name none."""
    if writing.customer is None:
        return Refused(_("Say first whom it goes to."), "to")
    zone = zone_of(writing.customer.time_zone, house_zone())
    typed = typed_due(request.POST.get("due", ""), zone, now)
    if isinstance(typed, Refused):
        return typed
    made = acts.record(one, typed or one.due, writing.customer, writing.conversation, draft, writing.agent, now)
    return made if isinstance(made, Refused) else None


@page("/promises/drafted/forget", may="conversation.reply", methods=("POST",))
def forget_drafted(request: HttpRequest) -> HttpResponseBase:
    """Take it back."""
    return done(request, forget)


def forget(request: HttpRequest, one: Heard, draft: Draft, writing: Writing, now: datetime) -> Refused | None:
    """It is not recorded any more."""
    acts.forget(one.quote, draft)
    return None


@page("/promises/drafted/pass-over", may="conversation.reply", methods=("POST",))
def pass_over_drafted(request: HttpRequest) -> HttpResponseBase:
    """Say that it is none."""
    return done(request, pass_over)


def pass_over(request: HttpRequest, one: Heard, draft: Draft, writing: Writing, now: datetime) -> Refused | None:
    """It is not offered again in this draft."""
    acts.pass_over(one, draft, writing.agent, now)
    return None
