"""The receipt that a customer opens: what we promised, by when, and how it stands."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from regulars.book.theirs import shown
from regulars.book.theirs.links import Ended
from regulars.practices.promises.models import Promise
from regulars.practices.promises.receipts import links, standing
from regulars.web.routes import ANYONE, page

GONE, NOT_FOUND = 410, 404


@page("/my/promise/<str:token>", may=ANYONE, name="their_receipt")
def their_receipt(request: HttpRequest, token: str) -> HttpResponseBase:
    """How what we promised stands, in the customer's language and on their clock."""
    now, promise = timezone.now(), links.opened(token, timezone.now())
    if isinstance(promise, Promise):
        with translation.override(shown.spoken(promise.customer.language) or translation.get_language()):
            answer = sheet(request, promise, token, now)
    else:
        answer = nothing(request, promise)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def nothing(request: HttpRequest, ended: Ended | None) -> HttpResponse:
    """Why a link opens nothing; a piece of it may have been lost on its way."""
    why = ended.why if ended else _("This link is not whole. Open it from our mail once more, or write to us.")
    return render(request, "promises/receipt_ended.html", {"why": why}, status=GONE if ended else NOT_FOUND)


def sheet(request: HttpRequest, promise: Promise, token: str, now: datetime) -> HttpResponse:
    """The page as it stands now."""
    inbox = promise.conversation.inbox if promise.conversation else None
    context = {
        "company": str(inbox) if inbox else shown.company(promise.customer),
        "sheet": standing.sheet(promise, now),
        "token": token,
    }
    return render(request, "promises/receipt.html", context)
