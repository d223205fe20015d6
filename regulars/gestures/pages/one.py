"""A gesture, an offer, and all that a customer was given."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base import money
from regulars.base.ids import public_id as fresh_id
from regulars.base.money import NotMoney
from regulars.base.results import Refused
from regulars.book import who
from regulars.gestures import acts, shown
from regulars.gestures.contract import AMENDS
from regulars.gestures.models import Chosen, Gesture, Offer, Sending, Voucher
from regulars.gestures.money import credit
from regulars.gestures.offers import links, standing
from regulars.gestures.rules import MOVES, STATES
from regulars.gestures.vouchers.issuing import code_of
from regulars.gestures.webhooks.queueing import webhook_for
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.routes import page

Act = Callable[[Gesture, str, Agent, datetime], Refused | None]
ACTS: dict[str, Act] = {
    "done": lambda gesture, words, agent, now: acts.settle(gesture, True, agent, now, words=words),
    "failed": lambda gesture, words, agent, now: acts.settle(gesture, False, agent, now, words=words),
    "again": lambda gesture, words, agent, now: acts.try_again(gesture, agent, now),
    "back": acts.take_back,
}


@page("/gestures/<str:public_id>", may="book.read", name="gesture")
def gesture(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One gesture: what, for whom, in which state, and what can be done."""
    agent = agent_of(request)
    found = shown.gesture_of(agent, public_id)
    voucher = Voucher.objects.filter(gesture=found).select_related("redemption__agent").first()
    amends = AMENDS.get(found.code)
    readable = shown.may_read(agent, found.conversation)
    context = {
        "topics": f"customer:{found.customer.public_id}",
        "person": who.person(found.customer),
        "gesture": found,
        "label": str(amends.label) if amends else found.code,
        "states": STATES,
        "steps": list(found.steps.select_related("agent").order_by("pk")),
        "following": MOVES[found.state],
        "readable": readable,
        "choice": Chosen.objects.filter(offer=found.offer).select_related("agent").first() if found.offer else None,
        "voucher": voucher,
        "code": code_of(voucher) if voucher and agent.may("gesture.give") else "",
        "voucher_link": links.voucher_token(voucher) if voucher else "",
        "sending": Sending.objects.filter(gesture=found).select_related("webhook").order_by("-pk").first(),
        "askable": webhook_for(found.code) is not None,
        "may_give": agent.may("gesture.give"),
    }
    return render(request, "gestures/gesture.html", context)


@page("/gestures/<str:public_id>/settle", may="gesture.give", methods=("POST",), name="settle_gesture")
def settle_gesture(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Say that it is done, that it did not work, ask once more, or take it back."""
    found, form = shown.gesture_of(agent_of(request), public_id), typed(request, ("act", "words"), 500)
    act = ACTS.get(form.value("act"))
    refused = act(found, form.value("words"), agent_of(request), timezone.now()) if act else Refused(_("Choose again."))
    found.refresh_from_db()
    tell(request, refused.reason if refused else _("Noted: %(state)s.") % {"state": STATES[found.state]})
    return redirect("gesture", public_id=public_id)


@page("/offers/<str:public_id>", may="book.read", name="offer")
def offer(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One offer: what could be chosen, what was, and the customer's page."""
    return offer_page(request, shown.offer_of(agent_of(request), public_id), Form())


def offer_page(request: HttpRequest, found: Offer, form: Form, status: int = 200) -> HttpResponseBase:
    """The page, perhaps with what is wrong."""
    agent, now = agent_of(request), timezone.now()
    context = {
        "topics": f"customer:{found.customer.public_id}",
        "person": who.person(found.customer),
        "offer": found,
        "offered": list(found.offered.order_by("position")),
        "choice": Chosen.objects.filter(offer=found).select_related("offered", "agent").first(),
        "gesture": Gesture.objects.filter(offer=found).first(),
        "ending": standing.ending(found, now),
        "token": links.token(found),
        "readable": shown.may_read(agent, found.conversation),
        "may_give": agent.may("gesture.give"),
        "form": form,
    }
    return render(request, "gestures/offer.html", context, status=status)


@page("/offers/<str:public_id>/choose", may="gesture.give", methods=("POST",), name="choose_for_them")
def choose_for_them(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Write down what the customer chose in the conversation, in their words."""
    found, form = shown.offer_of(agent_of(request), public_id), typed(request, ("code", "words"), 1000)
    made = acts.choose(found, form.value("code"), agent_of(request), timezone.now(), words=form.value("words"))
    if isinstance(made, Refused):
        return offer_page(request, found, form.with_faults(made), 422)
    tell(request, _("Noted: they chose “%(amends)s”.") % {"amends": made.words})
    return redirect("gesture", public_id=made.public_id)


@page("/offers/<str:public_id>/withdraw", may="gesture.give", methods=("POST",), name="withdraw_offer")
def withdraw_offer(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take an offer back."""
    refused = acts.withdraw(shown.offer_of(agent_of(request), public_id), agent_of(request), timezone.now())
    tell(request, refused.reason if refused else _("The offer is taken back. Its link opens nothing any more."))
    return redirect("offer", public_id=public_id)


@page("/customers/<str:public_id>/gestures", may="book.read", name="gestures_of")
def gestures_of(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """All that a customer was given, and the credit that they have."""
    return gestures_page(request, public_id, Form())


def gestures_page(request: HttpRequest, public_id: str, form: Form, status: int = 200) -> HttpResponseBase:
    """The page, perhaps with what is wrong."""
    customer, now = who.customer(agent_of(request), public_id), timezone.now()
    context = {
        "person": who.person(customer),
        "lines": shown.lately(customer, now, shown.MOST),
        "credit": credit.of_customer(customer),
        "may_give": agent_of(request).may("gesture.give"),
        "once": fresh_id(),
        "form": form,
    }
    return render(request, "gestures/gestures_of.html", context, status=status)


@page("/customers/<str:public_id>/credit", may="gesture.give", methods=("POST",), name="use_credit")
def use_credit(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take credit for a purchase; the second click on a form takes nothing more."""
    customer = who.customer(agent_of(request), public_id)
    form = typed(request, ("amount", "currency", "purchase", "once"), 60)
    try:
        wanted = money.parse(form.value("amount"), form.value("currency"))
    except NotMoney as wrong:
        return gestures_page(request, public_id, form.with_faults(Refused(str(wrong), "amount")), 422)
    once = form.value("once")[:12] or fresh_id()
    agent = agent_of(request)
    done = credit.use(
        customer, wanted, form.value("currency")[:3], form.value("purchase"), agent, timezone.now(), key=once
    )
    if isinstance(done, Refused):
        return gestures_page(request, public_id, form.with_faults(done), 422)
    tell(request, _("It is taken from their credit."))
    return redirect("gestures_of", public_id=public_id)
