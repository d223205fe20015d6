"""Giving, on screen: at once, or as a choice for the customer."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base import money
from regulars.base.frozen import dataclass
from regulars.base.ids import looks_public
from regulars.base.ids import public_id as fresh_id
from regulars.base.results import Refused
from regulars.book import who
from regulars.book.models import Conversation, Customer
from regulars.gestures import acts, matters, shown
from regulars.gestures import case as cases
from regulars.gestures.contract import AMENDS, Amends
from regulars.gestures.fitting import choice, chosen, open_to
from regulars.gestures.matters import Matter
from regulars.gestures.models import Gesture, Offer
from regulars.gestures.money import allowances
from regulars.gestures.rules import LONGEST, Case, Cause, Choice
from regulars.gestures.settled import settled
from regulars.staff.allowances.rules import PERIODS, SEVERITIES
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import Form, too_long, typed
from regulars.web.routes import page
from regulars.web.templating import url

Made = TypeVar("Made")
REASONS = ("why", "reason_beyond", "reason_before")
FIELDS = (
    "code",
    "worth",
    "why",
    "gift",
    "reason_beyond",
    "conversation",
    "severity",
    "failure",
    "reason_before",
    "how",
    "once",
)
FAILURES = ("product", "caring", "timeliness", "recovery")


@dataclass(frozen=True, slots=True)
class Option:
    """One of the amends on the form: as it would be now, or why it cannot be."""

    amends: Amends
    choice: Choice | None
    hindrance: str
    proposed: bool


@page("/customers/<str:public_id>/give-something", may="gesture.give", methods=("GET", "POST"), name="give_something")
def give_something(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The form, and what it does: give at once, or offer a choice."""
    customer, now = who.customer(agent_of(request), public_id), timezone.now()
    if request.method != "POST":
        asked = {name: request.GET.get(name, "")[:20] for name in ("conversation", "severity", "failure")}
        return sheet(request, customer, Form(asked), now)
    form = typed(request, FIELDS)
    codes = list(dict.fromkeys(request.POST.getlist("offer")))
    if long := too_long(form, dict.fromkeys(REASONS, LONGEST)):
        return sheet(request, customer, form.with_faults(long), now, codes, status=422)
    if form.value("how") == "offer":
        return offered(request, customer, form, codes, now)
    return given(request, customer, form, now)


def given(request: HttpRequest, customer: Customer, form: Form, now: datetime) -> HttpResponseBase:
    """Give at once."""
    agent = agent_of(request)
    case = cases.read(customer, cause_of(form), now, settled())
    worth = amount(form.value("worth"), form.value("code"), case)
    made = worth if isinstance(worth, Refused) else give(customer, form, worth, agent, now)
    if isinstance(made, Refused):
        return sheet(request, customer, form.with_faults(made), now, status=422)
    said = {"given": _("It is given."), "asked": _("It is asked for.")}
    tell(request, said.get(made.state, _("It is noted, and a task for it.")))
    return redirect("gesture", public_id=made.public_id)


def give(customer: Customer, form: Form, worth: int, agent: Agent, now: datetime) -> Gesture | Refused:
    """What the form says, for the matter that is open."""
    gift, on = form.value("gift") == "yes", conversation_of(form, agent)
    return for_matter(
        None if gift else matters.find(customer, on, agent),
        form,
        agent,
        now,
        lambda recovery: acts.give(
            customer,
            form.value("code"),
            worth,
            agent,
            now,
            recovery=recovery,
            why=form.value("why"),
            reason_beyond=form.value("reason_beyond"),
            gift=gift,
            conversation=on,
            cause=cause_of(form),
            named=once(form),
        ),
    )


def for_matter(
    matter: Matter | None, form: Form, agent: Agent, now: datetime, do: Callable[[str], Made | Refused]
) -> Made | Refused:
    """Do something for a matter, given its public id ("" for none). What has to come before amends is passed over with
    the sentence that was typed; without one it is asked for."""
    if matter is None:
        return do("")
    if matter.before and not form.value("reason_before"):
        return Refused(matter.before, "reason_before")
    with transaction.atomic():
        if matter.before:
            matters.pass_over(matter, form.value("reason_before"), agent, now)
        made = do(matter.recovery)
        if isinstance(made, Refused):
            transaction.set_rollback(True)
        return made


def offered(request: HttpRequest, customer: Customer, form: Form, codes: list[str], now: datetime) -> HttpResponseBase:
    """Offer a choice."""
    agent, known = agent_of(request), settled()
    on, case = conversation_of(form, agent), cases.read(customer, cause_of(form), now, known)
    wanted = [choice(AMENDS.offers[code], case, 0, known[code]) for code in codes if code in AMENDS.offers]
    refused = next((one for one in wanted if isinstance(one, Refused)), None)
    choices = [one for one in wanted if isinstance(one, Choice)]
    made: Offer | Refused = (
        refused
        if refused is not None
        else for_matter(
            matters.find(customer, on, agent),
            form,
            agent,
            now,
            lambda recovery: acts.offer(
                customer,
                choices,
                agent,
                now,
                recovery=recovery,
                conversation=on,
                why=form.value("why"),
                reason_beyond=form.value("reason_beyond"),
                named=once(form),
            ),
        )
    )
    if isinstance(made, Refused):
        return sheet(request, customer, form.with_faults(made), now, codes, status=422)
    tell(request, _("The choice is ready. Read it out, or send them the link."))
    return redirect("offer", public_id=made.public_id)


def once(form: Form) -> str:
    """The id that this form was sent out with: sent twice, it is done once."""
    return form.value("once") if looks_public(form.value("once")) else ""


def amount(written: str, code: str, case: Case) -> int | Refused:
    """What was typed as the worth, in minor units; 0 for nothing."""
    if not written:
        return 0
    try:
        return money.parse(written, currency_of(AMENDS.get(code), case))
    except money.NotMoney as wrong:
        return Refused(str(wrong), "worth")


def currency_of(amends: Amends | None, case: Case) -> str:
    """In which the worth of these amends is."""
    if amends and amends.needs == "order" and case.order:
        return case.order.currency
    return case.visit.currency or case.currency if amends and amends.needs == "visit" and case.visit else case.currency


def cause_of(form: Form) -> Cause:
    """What was said of why."""
    severity, failure = form.value("severity"), form.value("failure")
    return Cause(severity if severity in SEVERITIES else "", failure if failure in FAILURES else "")


def conversation_of(form: Form, agent: Agent) -> Conversation | None:
    """The conversation beside which it is given. Raises Http404 for one that is not there, or hidden."""
    if not form.value("conversation"):
        return None
    found = Conversation.objects.filter(public_id=form.value("conversation")).first()
    if found is None or not shown.may_read(agent, found):
        raise Http404(form.value("conversation"))
    return found


def sheet(
    request: HttpRequest,
    customer: Customer,
    form: Form,
    now: datetime,
    codes: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form as it stands now."""
    agent, known = agent_of(request), settled()
    cause = cause_of(form)
    case = cases.read(customer, cause, now, known)
    mine = open_to(agent, known)
    best = {one.code: one for one in chosen(case, mine, known)}
    options = []
    for one in mine:
        made = best.get(one.code) or choice(one, case, 0, known[one.code])
        there = None if isinstance(made, Refused) else made
        options.append(Option(one, there, made.reason if isinstance(made, Refused) else "", one.code in best))
    options.sort(key=lambda option: (not option.proposed, option.choice is None))
    context = {
        "person": who.person(customer),
        "form": form,
        "options": options,
        "ticked": list(best) if codes is None else codes,
        "left": allowances.left(agent, now),
        "periods": PERIODS,
        "severities": SEVERITIES,
        "band": case.band,
        "currency": case.currency,
        "once": fresh_id(),
        "home": url("customer", public_id=customer.public_id),
    }
    if request.method == "GET" and "HX-Request" in request.headers:
        return render(request, "gestures/_give.html", {**context, "beside": request.get_full_path()})
    return render(request, "gestures/give.html", context, status=status)
