"""Allowances: of each role, of single people, and what is usual by severity."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.money import NotMoney, parse
from regulars.base.results import Refused
from regulars.staff import roles
from regulars.staff.allowances import acts
from regulars.staff.allowances.known import limits, usual
from regulars.staff.allowances.rules import PERIODS, Usual, default
from regulars.staff.models import Agent, Allowance
from regulars.staff.trail import actor
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.words import in_field

MENU.offer("allowances", Entry(gettext_lazy("Allowances"), "/allowances", "allowance.settle", 64, ("/allowances/",)))
USUAL = ("currency", "minor", "serious", "severe")


@page("/allowances", may="allowance.settle", name="allowances")
def allowances(request: HttpRequest) -> HttpResponseBase:
    """What everybody may give without asking."""
    return sheet(request)


def sheet(request: HttpRequest, form: Form | None = None, about: str = "", status: int = 200) -> HttpResponseBase:
    """The page; `form` is what was typed, `about` where: "usual", or the name of a role, or a person's public id."""
    guide = usual()
    by_role = {row.role: (row.amount, row.period) for row in Allowance.objects.filter(agent=None)}
    people = list(Agent.objects.filter(is_active=True).order_by("name", "pk"))
    held = limits(people)
    filled = {
        "currency": guide.currency,
        **{name: in_field(getattr(guide, name), guide.currency) for name in USUAL[1:]},
    }
    context = {
        "usual": form if form and about == "usual" else Form(filled),
        "currency": guide.currency,
        "roles": [(one, *by_role.get(one.name, default(one.name))) for one in roles.all_roles()],
        "people": [(one, held[one.pk]) for one in people],
        "periods": PERIODS,
        "in_field": in_field,
        "form": form or Form(),
        "about": about,
    }
    return render(request, "staff/allowances.html", context, status=status)


@page("/allowances/usual", may="allowance.settle", methods=("POST",), name="settle_usual")
def settle_usual(request: HttpRequest) -> HttpResponseBase:
    """The currency, and what is usual by severity."""
    form = typed(request, USUAL, 30)
    currency, amounts = form.value("currency").upper(), []
    for name in USUAL[1:]:
        found = read(form, name, currency)
        if isinstance(found, Refused):
            return sheet(request, form.with_faults(found), "usual", 422)
        amounts.append(found)
    if refused := acts.settle_usual(actor(request), Usual(currency, *amounts), timezone.now()):
        return sheet(request, form.with_faults(refused), "usual", 422)
    return kept(request)


@page("/allowances/role/<slug:role>", may="allowance.settle", methods=("POST",), name="settle_role_allowance")
def settle_role_allowance(request: HttpRequest, role: str) -> HttpResponseBase:
    """What a role may give."""
    if roles.find(role) is None:
        raise Http404(role)
    form = typed(request, ("amount", "period"), 30)
    found = read(form, "amount", usual().currency)
    refused = found if isinstance(found, Refused) else None
    if not isinstance(found, Refused):
        refused = acts.settle_role(actor(request), role, found, form.value("period"), timezone.now())
    return sheet(request, form.with_faults(refused), role, 422) if refused else kept(request)


@page("/allowances/person/<str:public_id>", may="allowance.settle", methods=("POST",), name="settle_own_allowance")
def settle_own_allowance(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What one person may give; or as their role again."""
    agent = Agent.objects.filter(public_id=public_id, is_active=True).first()
    if agent is None:
        raise Http404(public_id)
    form, who, now = typed(request, ("amount", "period", "act"), 30), actor(request), timezone.now()
    if form.value("act") == "as_role":
        refused = acts.as_role(who, agent, now)
        return sheet(request, form.with_faults(refused), public_id, 422) if refused else kept(request)
    found = read(form, "amount", usual().currency)
    refused = found if isinstance(found, Refused) else None
    if not isinstance(found, Refused):
        refused = acts.settle_person(who, agent, found, form.value("period"), now)
    return sheet(request, form.with_faults(refused), public_id, 422) if refused else kept(request)


def read(form: Form, name: str, currency: str) -> int | Refused:
    """An amount that was typed."""
    try:
        return parse(form.value(name), currency)
    except NotMoney as wrong:
        return Refused(str(wrong), name)


def kept(request: HttpRequest) -> HttpResponseBase:
    """Back to the page."""
    tell(request, _("Kept."))
    return redirect("allowances")
