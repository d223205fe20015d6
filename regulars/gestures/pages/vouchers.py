"""Vouchers: looking one up by its code, and redeeming it."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book.eyes import eyes_of
from regulars.engine import limits
from regulars.gestures.models import Redemption, Voucher
from regulars.gestures.vouchers import acts
from regulars.gestures.vouchers.issuing import code_of
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.words import money

MENU.offer("vouchers", Entry(gettext_lazy("Vouchers"), "/vouchers", "gesture.give", 26, ("/vouchers/",)))
LOOKS, MINUTE, NEWEST = 30, 60, 10


@page("/vouchers", may="gesture.give", name="vouchers")
def vouchers(request: HttpRequest) -> HttpResponseBase:
    """The form for a code, and those that were redeemed last."""
    return sheet(request, Form(), None)


def sheet(request: HttpRequest, form: Form, voucher: Voucher | None, status: int = 200) -> HttpResponseBase:
    """The page: to type a code, or with the voucher that it was."""
    lately = Redemption.objects.select_related("voucher__customer", "voucher__gesture", "agent").order_by("-pk")
    context = {
        "form": form,
        "voucher": voucher,
        "code": code_of(voucher) if voucher else "",
        "known": bool(voucher and eyes_of(agent_of(request)).books([voucher.customer_id])),
        "ending": acts.ending(voucher, timezone.now()) if voucher else "",
        "lately": list(lately[:NEWEST]),
    }
    return render(request, "gestures/vouchers.html", context, status=status)


@page("/vouchers/look", may="gesture.give", methods=("POST",), name="look_at_voucher")
def look_at_voucher(request: HttpRequest) -> HttpResponseBase:
    """What a code is worth. Codes are sent and not put into an address: those are kept in logs."""
    form, now = typed(request, ("code",), 40), timezone.now()
    if not limits.allow(f"voucher {agent_of(request).pk}", LOOKS, MINUTE, now):
        return sheet(request, form.with_faults(Refused(_("That was a lot at once. Wait a minute."))), None, 429)
    found = acts.find(form.value("code"))
    if isinstance(found, Refused):
        return sheet(request, form.with_faults(found), None, 422)
    return sheet(request, form, found)


@page("/vouchers/redeem", may="gesture.give", methods=("POST",), name="redeem_voucher")
def redeem_voucher(request: HttpRequest) -> HttpResponseBase:
    """Take it for money."""
    form, now = typed(request, ("code", "purchase"), 80), timezone.now()
    found = acts.find(form.value("code"))
    if isinstance(found, Refused):
        return sheet(request, form.with_faults(found), None, 422)
    done = acts.redeem(found, form.value("purchase"), agent_of(request), now)
    if isinstance(done, Refused):
        return sheet(request, form.with_faults(done), found, 422)
    tell(request, _("Redeemed: take off %(worth)s.") % {"worth": money(found.worth, found.currency)})
    return redirect("vouchers")
