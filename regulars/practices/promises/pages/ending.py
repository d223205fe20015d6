"""Saying how a promise ended, and taking that back."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.practices.promises import acts, evidence, forms, rules
from regulars.practices.promises.acts import Shows
from regulars.practices.promises.checking.acts import honour_words
from regulars.practices.promises.checking.same import contradictions_of
from regulars.practices.promises.models import Outcome, Promise, Sign
from regulars.practices.promises.pages.one import found, whole
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import page_before, too_long, typed
from regulars.web.routes import page
from regulars.web.templating import url

Act = Callable[[Promise, Agent, datetime], Any]
MOST = {"words": rules.LONGEST_WORDS}


def done(request: HttpRequest, kept: Promise, said: str) -> HttpResponseBase:
    """Tell what was done, with a way back, where it was done."""
    tell(request, said, url("undo_promise", public_id=kept.public_id))
    return redirect(page_before(request))


def carried_out(request: HttpRequest, public_id: str, act: Act, said: str) -> HttpResponseBase:
    """Do something with a promise that needs no words, and say so, or why not."""
    kept = found(request, public_id)
    made = act(kept, agent_of(request), timezone.now())
    if isinstance(made, Refused):
        tell(request, made.reason)
        return redirect(page_before(request))
    return done(request, kept, said)


@page("/promises/<str:public_id>/keep", may="book.write", methods=("POST",), name="keep_promise")
def keep(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """It is done. With `sign`, by what seems to keep it."""
    kept = found(request, public_id)
    number = request.POST.get("sign", "")
    sign = Sign.objects.filter(promise=kept, pk=number).first() if number.isdecimal() and len(number) < 19 else None
    shows = Shows(moment=sign.moment if sign else None, words=request.POST.get("words", "")[:500])
    made = acts.keep(kept, agent_of(request), timezone.now(), shows)
    if isinstance(made, Refused):
        tell(request, made.reason)
        return redirect(page_before(request))
    said = _("Kept, though late. Noted.") if made.kind == Outcome.LATE else _("Kept. Noted.")
    return done(request, kept, said)


@page("/promises/<str:public_id>/broken", may="book.write", methods=("POST",), name="break_promise")
def broken(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """It was not kept."""
    return carried_out(request, public_id, acts.break_, _("Noted as broken. What makes it right comes next."))


@page("/promises/<str:public_id>/mistaken", may="book.write", methods=("POST",), name="unmake_promise")
def mistaken(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """It was none; with `misread`, the words were read wrongly. Without, it is taken back that it was written down."""
    act = partial(acts.mistaken, misread="misread" in request.POST)
    return carried_out(request, public_id, act, _("It counts as no promise any more."))


@page("/promises/<str:public_id>/undo", may="book.write", methods=("POST",), name="undo_promise")
def undo(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take back how it ended."""
    made = acts.undo(found(request, public_id), agent_of(request), timezone.now())
    tell(request, made.reason if isinstance(made, Refused) else _("Taken back. The promise is as it was."))
    return redirect(page_before(request))


@page("/promises/<str:public_id>/release", may="book.write", methods=("POST",), name="release_promise")
def release(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """They let us off, in their words."""
    kept, form = found(request, public_id), typed(request, ("words",))
    made = too_long(form, MOST) or acts.release(kept, agent_of(request), timezone.now(), form.value("words"))
    if isinstance(made, Refused):
        return whole(request, kept, "release", form.with_faults(made))
    return done(request, kept, _("Noted: they let us off."))


@page("/promises/<str:public_id>/honour", may="book.write", methods=("POST",), name="honour_promise", slow=True)
def honour(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Make good what the customer understood, with what they showed us and what it cost."""
    kept, form = found(request, public_id), typed(request, forms.HONOUR)
    agent, now = agent_of(request), timezone.now()
    cost = forms.cost_in(form)
    files = request.FILES.getlist("files")
    if isinstance(cost, Refused):
        return whole(request, kept, "honour", form.with_faults(cost))
    if refused := too_long(form, MOST) or evidence.fault(kept, files):
        return whole(request, kept, "honour", form.with_faults(refused))
    made = acts.honour(kept, agent, now, Shows(words=form.value("words"), cost=cost[0], currency=cost[1]))
    if isinstance(made, Refused):
        # What the customer showed is kept all the same: it is about the promise, not about who was first.
        evidence.attach(kept, files, agent, now)
        return whole(request, kept, "honour", form.with_faults(made))
    evidence.attach(kept, files, agent, now)
    for row in contradictions_of(kept):
        honour_words(row, agent, now, form.value("words"), *cost)
    return done(request, kept, _("Honoured, as they understood it. Thank you."))


@page(
    "/promises/<str:public_id>/dismiss/<int:sign>", may="book.write", methods=("POST",), name="dismiss_sign_of_promise"
)
def dismiss(request: HttpRequest, public_id: str, sign: int) -> HttpResponseBase:
    """What happened does not keep it."""
    kept = found(request, public_id)
    seen = Sign.objects.filter(promise=kept, pk=sign).first()
    if seen is None:
        raise Http404(str(sign))
    acts.dismiss(seen, agent_of(request), timezone.now())
    tell(request, _("Noted: that does not keep it."))
    return redirect(page_before(request))
