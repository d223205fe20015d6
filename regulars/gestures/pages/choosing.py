"""Pages that a customer opens: what was offered, to choose from; and a voucher, to be printed."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.theirs import shown
from regulars.engine import limits
from regulars.gestures.models import Chosen, Gesture, Offer, Offered
from regulars.gestures.offers import acts, links, standing
from regulars.gestures.rules import GIVEN
from regulars.gestures.vouchers import acts as vouchers
from regulars.gestures.vouchers.issuing import code_of
from regulars.web import flash
from regulars.web.forms import Form, typed
from regulars.web.routes import ANYONE, page

CHOICES_AN_HOUR, HOUR = 30, 3600
GONE, TOO_MANY, UNPROCESSABLE = 410, 429, 422


@dataclass(frozen=True, slots=True)
class Way:
    """One of what was offered, and why it is not to be had any more."""

    offered: Offered
    hindrance: str


@page("/my/choice/<str:token>", may=ANYONE, methods=("GET", "POST"), name="their_choice")
def their_choice(request: HttpRequest, token: str) -> HttpResponseBase:
    """What was offered, in the customer's language. Raises Http404 for what is none of ours."""
    now, offer = timezone.now(), links.opened(token)
    if offer is None:
        raise Http404(token)
    with shown.as_theirs(offer.customer, offer.agent):
        answer = taken(request, offer, now) if request.method == "POST" else sheet(request, offer, now)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def sheet(
    request: HttpRequest, offer: Offer, now: datetime, form: Form | None = None, status: int = 200
) -> HttpResponse:
    """The page as it stands now: to choose from, what was chosen, or why nothing can be."""
    choice = Chosen.objects.filter(offer=offer).select_related("offered").first()
    why = "" if choice else standing.ending(offer, now)
    ways = [Way(one, standing.hindrance(one, now)) for one in offer.offered.order_by("position")]
    context = {
        "company": shown.company(offer.customer),
        "offer": offer,
        "token": links.token(offer),
        "choice": choice,
        "given": choice is not None and Gesture.objects.filter(offer=offer, state=GIVEN).exists(),
        "voucher": voucher_of(offer) if choice else "",
        "why": why,
        "ways": ways,
        "open": any(not way.hindrance for way in ways),
        "form": form or Form(),
    }
    return render(request, "gestures/choice.html", context, status=GONE if why and status == 200 else status)


def voucher_of(offer: Offer) -> str:
    """The address of the voucher that was chosen, if it was one."""
    gesture = Gesture.objects.filter(offer=offer).select_related("voucher").first()
    voucher = getattr(gesture, "voucher", None)
    return links.voucher_token(voucher) if voucher and not voucher.withdrawn_at else ""


def taken(request: HttpRequest, offer: Offer, now: datetime) -> HttpResponse:
    """Take in what a customer chose, and show the page again."""
    if not limits.allow(f"choice {offer.public_id}", CHOICES_AN_HOUR, HOUR, now):
        fault = Refused(_("That was a lot at once. Wait a while, then send it again."))
        return sheet(request, offer, now, Form().with_faults(fault), TOO_MANY)
    code = typed(request, ("code",)).value("code")
    if not code:
        return sheet(request, offer, now, Form().with_faults(Refused(_("Choose one of these."), "code")), UNPROCESSABLE)
    made = acts.choose(offer, code, None, now)
    if isinstance(made, Refused):
        form = Form({"code": code}).with_faults(Refused(made.reason))
        return sheet(request, offer, now, form, UNPROCESSABLE)
    flash.tell(request, _("Thank you. We have written it down."))
    return redirect("their_choice", token=links.token(offer))


@page("/my/voucher/<str:token>", may=ANYONE, name="their_voucher")
def their_voucher(request: HttpRequest, token: str) -> HttpResponseBase:
    """A voucher on one sheet. Raises Http404."""
    now, voucher = timezone.now(), links.voucher_opened(token)
    if voucher is None:
        raise Http404(token)
    with shown.as_theirs(voucher.customer):
        why = vouchers.ending(voucher, now)
        context = {
            "company": shown.company(voucher.customer),
            "voucher": voucher,
            "code": code_of(voucher),
            "why": _("This voucher has been used, or is not good any more. Write to us if that surprises you.")
            if why
            else "",
        }
        answer = render(request, "gestures/their_voucher.html", context, status=GONE if why else 200)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
