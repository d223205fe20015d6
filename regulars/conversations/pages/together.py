"""What belongs together and what does not: merging, linking and splitting."""

import re
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.ids import public_id as fresh_id
from regulars.base.results import Refused
from regulars.book.eyes import Eyes, eyes_of
from regulars.book.models import Conversation, Customer, Moment
from regulars.book.view import texts_of
from regulars.conversations import acts, stream
from regulars.conversations.pages.spread import found
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web import flash
from regulars.web.forms import Form, typed
from regulars.web.routes import page
from regulars.web.templating import url

MOST_OTHERS = 20
MOST_MOMENTS = 50
SPOKEN = ("message", "call")
NAMED = re.compile(r"(?:^|/|#)([0-9a-z]{12})(?:$|[/?#\]])")


@dataclass(frozen=True, slots=True)
class Beginning:
    """A message at which another conversation could begin."""

    public_id: str
    at: datetime
    ours: bool
    words: str


def others(of: Conversation, eyes: Eyes) -> list[Conversation]:
    """The newest other conversations of the same customer that stand for themselves and may be seen."""
    rows = Conversation.objects.filter(customer=of.customer_id, joined_to=None).exclude(pk=of.pk)
    return list(rows.filter(eyes.among()).order_by("-last_at", "-pk")[:MOST_OTHERS])


def beginnings(of: Conversation, eyes: Eyes) -> list[Beginning]:
    """The newest messages and calls of a conversation but the very first, newest first, without those that may not be
    seen."""
    shown = Moment.objects.filter(eyes.among("conversation"), conversation__in=stream.members(of), kind__in=SPOKEN)
    newest = list(shown.order_by("-at", "-pk")[: MOST_MOMENTS + 1])
    texts = texts_of(newest)
    return [
        Beginning(
            one.public_id, one.at, one.direction != Moment.IN, " ".join(texts.get(one.pk, "")[:400].split())[:120]
        )
        for one in newest[:-1]
    ]


def together_page(request: HttpRequest, on: Conversation, form: Form, status: int = 200) -> HttpResponse:
    """The page, perhaps with what is wrong in what was typed."""
    eyes = eyes_of(agent_of(request))
    context = {
        "conversation": on,
        "others": others(on, eyes),
        "beginnings": beginnings(on, eyes),
        "form": form,
    }
    return render(request, "conversations/together.html", context, status=status)


@page("/conversations/<str:public_id>/together", may="conversation.work", methods=("GET", "POST"))
def together(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Choose another conversation, and merge this one into it or put them beside each other."""
    on = found(request, public_id)
    if request.method != "POST":
        return together_page(request, on, Form())
    form, agent, batch = typed(request, ("other", "how")), agent_of(request), fresh_id()
    other = meant(form.value("other"), agent)
    if isinstance(other, Refused):
        return together_page(request, on, form.with_faults(other), 422)
    verb = acts.link if form.value("how") == "link" else acts.merge
    # The older one stays what it is, whichever of the two somebody stood at.
    first, second = (
        (on, other) if verb is acts.link else sorted((on, other), key=lambda one: one.opened_at, reverse=True)
    )
    refused = verb(first, second, agent, timezone.now(), batch)
    if refused:
        return together_page(request, on, form.with_faults(Refused(refused.reason, "other")), 409)
    said = _("They stand beside each other now.") if verb is acts.link else merged(on.customer, other.customer)
    flash.tell(request, said, url("undo", batch=batch))
    return redirect(f"{url('conversation', public_id=second.public_id if verb is acts.merge else public_id)}#latest")


def merged(one: Customer, other: Customer) -> str:
    """What was done, and where it is of two people, what to mind."""
    if one.pk == other.pk:
        return _("They are one conversation now.")
    names = [who.name or _("Somebody without a name") for who in (one, other)]
    said = _("They are one conversation now, with %(one)s and %(other)s. Mind to whom an answer goes.")
    return said % {"one": names[0], "other": names[1]}


def meant(typed_in: str, agent: Agent) -> Conversation | Refused:
    """The conversation that somebody named by its address, its tag in a subject, or its id."""
    named = NAMED.findall(typed_in.strip().lower())
    rows = Conversation.objects.filter(eyes_of(agent).among(), public_id__in=named)
    one = rows.first() if named else None
    return one or Refused(_("No such conversation. Copy its address from the browser, and put it here."), "other")


@page("/conversations/<str:public_id>/split", may="conversation.work", methods=("POST",))
def split(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Make a message and what follows it a conversation of its own."""
    on, batch = found(request, public_id), fresh_id()
    moment = Moment.objects.filter(public_id=request.POST.get("moment", "")).first()
    if moment is None:
        raise Http404(public_id)
    made = acts.split(on, moment, agent_of(request), timezone.now(), batch)
    if isinstance(made, Refused):
        return together_page(request, on, Form().with_faults(made), 409)
    flash.tell(request, _("This is a conversation of its own now."), url("undo", batch=batch))
    return redirect(f"{url('conversation', public_id=made.public_id)}#latest")
