"""The page of one contradiction: what we said, what is on record, and what is done about it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.eyes import eyes_of
from regulars.conversations.pages.drafts import at_draft
from regulars.gestures.models import Sending
from regulars.practices.promises.checking import acts, answered, asking, spoken
from regulars.practices.promises.checking.same import promise_of
from regulars.practices.promises.checking.shown import one_of
from regulars.practices.promises.checking.words import ANSWERS
from regulars.practices.promises.forms import cost_in
from regulars.practices.promises.models import Answer, Contradiction
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import Form, too_long, typed
from regulars.web.routes import page
from regulars.web.templating import url

MAY = "book.write"


def named(request: HttpRequest, public_id: str) -> Contradiction:
    """The contradiction, where this agent may see in which conversation it stands. Raises Http404."""
    related = Contradiction.objects.select_related("customer", "conversation__joined_to", "agent", "promise", "moment")
    found = related.filter(public_id=public_id).first()
    if found is None or not seen_by(request, found):
        raise Http404(public_id)
    return found


def seen_by(request: HttpRequest, row: Contradiction) -> bool:
    """Whether it may be shown."""
    return eyes_of(agent_of(request)).may_see(row.conversation)


@page("/contradictions/<str:public_id>", may="book.read", name="contradiction")
def contradiction(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One of them."""
    return shown(request, named(request, public_id), Form())


def shown(request: HttpRequest, row: Contradiction, form: Form, status: int = 200) -> HttpResponse:
    """Its page."""
    sendings = Sending.objects.filter(asker=asking.ASKER, about=row.public_id)
    answers = row.answers.select_related("agent").order_by("at", "pk")
    context = {
        "row": row,
        "promise": promise_of(row),
        "form": form,
        "words": one_of(row),
        "answers": [(one, ANSWERS[one.kind]) for one in answers],
        "title": asking.title(row),
        "sending": sendings.select_related("webhook").order_by("-pk").first(),
        "may": agent_of(request).may(MAY),
    }
    return render(request, "promises/contradiction.html", context, status=status)


@page("/contradictions/<str:public_id>/honour", may=MAY, methods=("POST",))
def honour_contradiction(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Let the customer have what they understood."""
    row, form = named(request, public_id), typed(request, ("reason", "cost", "currency"))
    cost = too_long(form, {"reason": acts.LONGEST_REASON}) or cost_in(form)
    if isinstance(cost, Refused):
        return shown(request, row, form.with_faults(cost), 422)
    made = acts.honour_words(row, agent_of(request), timezone.now(), form.value("reason"), *cost)
    if isinstance(made, Refused):
        return shown(request, row, form.with_faults(made), 422)
    tell(request, _("They will have what they understood."))
    return redirect(url("customer", public_id=row.customer.public_id))


@page("/contradictions/<str:public_id>/mistaken", may=MAY, methods=("POST",))
def mistaken_contradiction(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Say that there is none."""
    row = named(request, public_id)
    made = acts.answer(row, Answer.MISTAKEN, agent_of(request), timezone.now(), reason=request.POST.get("reason", ""))
    if isinstance(made, Refused):
        return shown(request, row, Form({}, (made,)), 422)
    tell(request, _("Noted: no contradiction."))
    return redirect(url("customer", public_id=row.customer.public_id))


@page("/contradictions/<str:public_id>/followed", may=MAY, methods=("POST",))
def followed_by_record(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Say that the record follows."""
    answered.followed(named(request, public_id), agent_of(request), timezone.now())
    tell(request, _("Noted: the record follows."))
    return redirect(url("contradiction", public_id=public_id))


@page("/contradictions/<str:public_id>/tell", may="conversation.reply", methods=("POST",))
def tell_of_contradiction(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A draft that tells them how it is."""
    row = named(request, public_id)
    draft = spoken.tell_them(row, agent_of(request), timezone.now())
    if isinstance(draft, Refused):
        return shown(request, row, Form({}, (draft,)), 422)
    tell(request, _("Here is what you could write. Once it is sent, this is settled."))
    return redirect(at_draft(draft))
