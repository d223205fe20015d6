"""The receipt that a customer opens: what we promised, by when, and how it stands."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book.theirs import shown
from regulars.book.theirs.links import Ended
from regulars.engine import limits
from regulars.practices.promises.models import Promise
from regulars.practices.promises.receipts import acts, links, standing
from regulars.web import flash
from regulars.web.forms import Form, typed
from regulars.web.routes import ANYONE, page

ANSWERS_AN_HOUR, HOUR = 30, 3600
GONE, NOT_FOUND, TOO_MANY, UNPROCESSABLE = 410, 404, 429, 422
VERBS = {
    "let_off": (acts.let_off, gettext_lazy("Thank you for telling us. We leave it, then.")),
    "need_again": (acts.need_again, gettext_lazy("Thank you. It stands again.")),
    "deny": (acts.deny, gettext_lazy("Thank you for telling us. We are sorry, and one of us looks into it.")),
}


@page("/my/promise/<str:token>", may=ANYONE, methods=("GET", "POST"), name="their_receipt")
def their_receipt(request: HttpRequest, token: str) -> HttpResponseBase:
    """How what we promised stands, in the customer's language and on their clock."""
    now, promise = timezone.now(), links.opened(token, timezone.now())
    if isinstance(promise, Promise):
        with translation.override(shown.spoken(promise.customer.language) or translation.get_language()):
            act = said if request.method == "POST" else sheet
            answer = act(request, promise, token, now)
    else:
        answer = nothing(request, promise)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def nothing(request: HttpRequest, ended: Ended | None) -> HttpResponse:
    """Why a link opens nothing; a piece of it may have been lost on its way."""
    why = ended.why if ended else _("This link is not whole. Open it from our mail once more, or write to us.")
    return render(request, "promises/receipt_ended.html", {"why": why}, status=GONE if ended else NOT_FOUND)


def sheet(
    request: HttpRequest, promise: Promise, token: str, now: datetime, form: Form | None = None, status: int = 200
) -> HttpResponse:
    """The page as it stands now, perhaps with why what was sent could not be."""
    inbox = promise.conversation.inbox if promise.conversation else None
    context = {
        "company": str(inbox) if inbox else shown.company(promise.customer),
        "sheet": standing.sheet(promise, now),
        "form": form or Form(),
    }
    return render(request, "promises/receipt.html", context, status=status)


def said(request: HttpRequest, promise: Promise, token: str, now: datetime) -> HttpResponse:
    """Take in what they say of the promise that they saw; where another has taken its place, they see that first."""
    if not limits.allow(f"receipt {promise.public_id}", ANSWERS_AN_HOUR, HOUR, now):
        fault = Refused(_("That was a lot at once. Wait a while, then send it again."))
        return sheet(request, promise, token, now, Form().with_faults(fault), TOO_MANY)
    form, newest = typed(request, ("act", "of")), standing.newest_of(promise)
    verb, thanks = VERBS.get(form.value("act"), (None, ""))
    if verb is None or form.value("of") != newest.public_id or not verb(newest, now):
        fault = Refused(_("Something has changed meanwhile. This is how it stands now."))
        return sheet(request, promise, token, now, Form().with_faults(fault), UNPROCESSABLE)
    flash.tell(request, str(thanks))
    return redirect("their_receipt", token=token)
