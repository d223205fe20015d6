"""Pages that customers open with a link of theirs, and the acts with which an agent makes and ends such links."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book import who
from regulars.book.models import PersonalLink
from regulars.book.theirs import acts, links, prefill, shown
from regulars.book.theirs.links import Ended
from regulars.engine import limits
from regulars.staff.seat import agent_of
from regulars.web import flash
from regulars.web.forms import Form, page_before, typed
from regulars.web.routes import ANYONE, page
from regulars.web.templating import url

# Somebody who corrects a page by hand does not come near it.
ANSWERS_AN_HOUR, HOUR = 60, 3600
MADE = ("what", "days")
GONE, TOO_MANY, UNPROCESSABLE = 410, 429, 422


@page("/my/<str:token>", may=ANYONE, methods=("GET", "POST"))
def theirs(request: HttpRequest, token: str) -> HttpResponseBase:
    """What a link opens: the customer's page or a form, in their language and by their clock. Raises Http404."""
    now = timezone.now()
    link = links.opened(token, now)
    if link is None:
        raise Http404(token)
    if isinstance(link, Ended):
        return render(request, "book/theirs/ended.html", {"why": link.why}, status=GONE)
    with shown.as_theirs(link.customer, link.made_by):
        answer = answered(request, link, now) if request.method == "POST" else sheet(request, link, now)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def sheet(
    request: HttpRequest, link: PersonalLink, now: datetime, form: Form | None = None, status: int = 200
) -> HttpResponse:
    """The page of a link as it stands now, perhaps with what was typed and what is wrong with it."""
    common = {"link": link, "token": links.token(link), "company": shown.company(link.customer)}
    if link.purpose == PersonalLink.PAGE:
        context = {**common, "form": form or Form(), **shown.page(link.customer, now)}
        return render(request, "book/theirs/page.html", context, status=status)
    filled = prefill.sheet(link, now)
    if filled is None:
        return render(request, "book/theirs/ended.html", {"why": _("That booking is no longer there.")}, status=GONE)
    values: Mapping[str, Any] = {**filled.values}
    context = {**common, "sheet": filled, "form": form or Form(values)}
    return render(request, "book/theirs/form.html", context, status=status)


def answered(request: HttpRequest, link: PersonalLink, now: datetime) -> HttpResponse:
    """Take in what a customer sent, and show the page again."""
    if not limits.allow(f"theirs {link.public_id}", ANSWERS_AN_HOUR, HOUR, now):
        fault = Refused(_("That was a lot at once. Wait a while, then send it again."))
        return sheet(request, link, now, Form(request.POST.dict()).with_faults(fault), TOO_MANY)
    names = [name for name in request.POST if name != "csrfmiddlewaretoken"]
    form = typed(request, names)
    taken = acts.take(link, form.typed, now)
    if taken:
        return sheet(request, link, now, form.with_faults(*taken), UNPROCESSABLE)
    flash.tell(request, _("Thank you. We have written it down."))
    return redirect("theirs", token=links.token(link))


@page("/customers/<str:public_id>/links", may="book.write", methods=("POST",), name="make_link")
def make_link(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Make a link for a customer: to their page, or to one of the forms."""
    customer, now = who.customer(agent_of(request), public_id), timezone.now()
    form = typed(request, MADE)
    made = acts.offer(customer, form.value("what"), lives(form.value("days")), agent_of(request), now)
    said = made.reason if isinstance(made, Refused) else _("The link is there. Copy it into a message.")
    flash.tell(request, said)
    return redirect(where_they_stand(request, public_id))


def where_they_stand(request: HttpRequest, public_id: str) -> str:
    """The links on the page that sent the form: that of a conversation, else the customer's own."""
    before = page_before(request).partition("#")[0]
    return f"{before if before != '/' else url('customer', public_id=public_id)}#links"


def lives(days: str) -> timedelta:
    """How long a link is to be good; what is no number of days is none."""
    return timedelta(days=int(days)) if days.isdecimal() and len(days) <= 3 else timedelta(0)


@page(
    "/customers/<str:public_id>/links/<str:personal_link>/withdraw",
    may="book.write",
    methods=("POST",),
    name="withdraw_link",
)
def withdraw_link(request: HttpRequest, public_id: str, personal_link: str) -> HttpResponseBase:
    """Let a link open nothing any more."""
    customer, found = who.customer(agent_of(request), public_id), links.named(personal_link)
    if found is None or found.customer_id != customer.pk:
        raise Http404(personal_link)
    links.withdraw(found, agent_of(request), timezone.now())
    flash.tell(request, _("The link opens nothing any more."))
    return redirect(where_they_stand(request, public_id))
