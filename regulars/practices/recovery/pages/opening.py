"""Somebody says that something went wrong: from the customer's page, or beside a conversation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.ids import looks_public, public_id
from regulars.base.results import Refused
from regulars.book import who
from regulars.book.eyes import eyes_of
from regulars.book.models import Conversation, Customer, Message, Moment
from regulars.book.slots import SECTIONS, Section
from regulars.practices.recovery import matters, words
from regulars.practices.recovery.acts import opening
from regulars.practices.recovery.acts.opening import Coded
from regulars.practices.recovery.matters import Found
from regulars.practices.recovery.section import contents
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import Form, too_long, typed
from regulars.web.routes import page
from regulars.web.templating import url

FIELDS = ("severity", "failure", "failed", "fault", "need", "quote", "moment", "conversation", "key")
SECTIONS.offer("recoveries", Section("side", 8, "recovery/section.html", contents, beside=True))


@page("/customers/<str:public_id>/recover", may="conversation.work", methods=("GET", "POST"), name="open_recovery")
def open_recovery(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A form with what is known filled in; and what was said in it, written down."""
    customer, now = who.customer(agent_of(request), public_id), timezone.now()
    if request.method != "POST":
        return asked(request, customer, Form(known(request, customer)))
    form = typed(request, FIELDS)
    if long := too_long(form, {"quote": matters.LONGEST_QUOTE}):
        return asked(request, customer, form.with_faults(long))
    coded = Coded(*(form.value(name) for name in ("severity", "failed", "failure", "fault", "need")))
    if not coded.failed and coded.failure in matters.FOUNDATION_OF:
        coded = Coded(coded.severity, matters.FOUNDATION_OF[coded.failure], coded.failure, coded.fault, coded.need)
    made = opening.open_(customer, found(request, customer, form, now), agent_of(request), now, coded=coded)
    if isinstance(made, Refused):
        return asked(request, customer, form.with_faults(made))
    if made.joined:
        tell(request, _("This belongs to what is open already, and stands there now."))
    return redirect(url("recovery", public_id=made.recovery.public_id))


def found(request: HttpRequest, customer: Customer, form: Form, now: datetime) -> Found:
    """The sign that somebody gives."""
    key = form.value("key") if looks_public(form.value("key")) else public_id()
    talk = talk_of(request, customer, form.value("conversation"))
    quote = " ".join(form.value("quote").split())
    return Found(
        f"hand:{key}",
        matters.PERSON,
        now,
        form.value("severity"),
        form.value("failure"),
        moment=form.value("moment") if looks_public(form.value("moment")) else "",
        quote=quote,
        conversation=talk.pk if talk else 0,
    )


def talk_of(request: HttpRequest, customer: Customer, named: str) -> Conversation | None:
    """The conversation beside which it was said, where it is this customer's and open to this agent."""
    talk = Conversation.objects.filter(public_id=named, customer=customer).select_related("joined_to").first()
    if talk is not None and talk.joined_to is not None:
        talk = talk.joined_to
    if talk is None or talk.customer_id != customer.pk or not eyes_of(agent_of(request)).may_see(talk):
        return None
    return talk


def known(request: HttpRequest, customer: Customer) -> dict[str, str]:
    """What stands in the form at first: their newest words, in the conversation that is asked for or else anywhere."""
    talk = talk_of(request, customer, request.GET.get("conversation", ""))
    newest = newest_of(customer, talk, agent_of(request))
    theirs = {"quote": newest.text.strip()[:600], "moment": newest.moment.public_id} if newest else {}
    of = newest.moment.conversation if newest and talk is None else talk
    return {
        "key": public_id(),
        "severity": matters.SERIOUS,
        "failure": "product",
        "fault": "unknown",
        "conversation": of.public_id if of else "",
        **theirs,
    }


def newest_of(customer: Customer, talk: Conversation | None, agent: Agent) -> Message | None:
    """What they wrote last."""
    theirs = Message.objects.filter(moment__customer=customer, moment__direction=Moment.IN, moment__automatic="")
    if talk is not None:
        theirs = theirs.filter(moment__conversation=talk)
    theirs = theirs.filter(eyes_of(agent).among("moment__conversation"))
    return theirs.select_related("moment__conversation").order_by("-moment__at", "-pk").first()


def asked(request: HttpRequest, customer: Customer, form: Form) -> HttpResponseBase:
    """The form."""
    shown: Mapping[str, Any] = {
        "customer": customer,
        "name": who.person(customer).name,
        "form": form,
        "words": words,
    }
    return render(request, "recovery/open.html", shown, status=422 if form.faults else 200)
