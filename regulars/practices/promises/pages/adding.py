"""Writing a promise down by hand: from the customer's page, beside a conversation, for a note or a call; or from words
that were read as one."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book import who
from regulars.book.eyes import eyes_of
from regulars.book.models import Conversation, Customer, Moment
from regulars.practices.promises import acts, forms, found, records, rules
from regulars.practices.promises.models import Promise
from regulars.readings.texts import house_zone
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import Form, too_long, typed
from regulars.web.routes import page
from regulars.web.templating import url


@page("/customers/<str:public_id>/promises/add", may="book.write", methods=("GET", "POST"), name="add_promise")
def add(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A form for what was promised to a customer, by whatever way."""
    customer = who.customer(agent_of(request), public_id)
    on = conversation_of(request, customer)
    if request.method != "POST":
        return asked(request, customer, forms.blank(request.GET.get("words", "")[: rules.LONGEST_WHAT]), on)
    form, now = typed(request, forms.FIELDS), timezone.now()
    if long := too_long(form, {"quote": rules.LONGEST_QUOTE, "on_behalf_of": rules.LONGEST_ON_BEHALF}):
        return asked(request, customer, form.with_faults(long), on)
    said = forms.said_in(form, rules.zone_of(customer.time_zone, house_zone()), conversation=on)
    if isinstance(said, Refused):
        return asked(request, customer, form.with_faults(said), on)
    if wrong := rules.faults(said, now):
        return asked(request, customer, form.with_faults(*map(forms.placed, wrong)), on)
    made = acts.make(customer, said, agent_of(request), now)
    if isinstance(made, Refused):
        return asked(request, customer, form.with_faults(made), on)
    tell(request, written_down(made), url("unmake_promise", public_id=made.public_id))
    if on is not None:
        return redirect("conversation", public_id=on.public_id)
    return redirect("customer", public_id=made.customer.public_id)


def written_down(made: Promise) -> str:
    """What to say once it stands there."""
    return _("Written down.") if made.due_at else _("Written down, without a time: ask them until when they need it.")


def conversation_of(request: HttpRequest, customer: Customer) -> Conversation | None:
    """The conversation of theirs beside which it is written down, if any. Raises Http404 for one that is not open."""
    named = request.POST.get("conversation") or request.GET.get("conversation")
    if not named:
        return None
    on = Conversation.objects.filter(public_id=named, customer=customer).first()
    if on is None or not eyes_of(agent_of(request)).may_see(on):
        raise Http404(named)
    return on


def asked(request: HttpRequest, customer: Customer, form: Form, on: Conversation | None) -> HttpResponseBase:
    """The form."""
    shown: dict[str, Any] = {
        "customer": customer,
        "name": who.person(customer).name,
        "form": form,
        "conversation": on.public_id if on else "",
        "zone": rules.zone_of(customer.time_zone, house_zone()),
        "records": records.choices(customer),
        **forms.offered(),
    }
    return render(request, "promises/add.html", shown, status=422 if form.faults else 200)


@page(
    "/messages/<str:public_id>/promises/<int:start>-<int:end>", may="book.write", methods=("POST",), name="read_promise"
)
def ask_of(request: HttpRequest, public_id: str, start: int, end: int) -> HttpResponseBase:
    """A small form in the margin, filled in with what was read there: the first of two clicks."""
    moment = said_in(request, public_id)
    one = found.at(moment, start, end)
    if one is None:
        raise Http404(f"{start}-{end}")
    form = forms.blank(one.quote, one.sort, one.due, **forms.due_typed(one.due, one.due_means))
    return small(request, moment, start, end, Form({**form.typed, "what": one.what}))


def small(request: HttpRequest, moment: Moment, start: int, end: int, form: Form) -> HttpResponseBase:
    """That form: in the margin where a script asked, else on a page."""
    shown = {"moment": moment.public_id, "start": start, "end": end, "form": form, **forms.offered()}
    within = "HX-Request" in request.headers
    return render(request, "promises/_record.html" if within else "promises/record.html", shown)


@page(
    "/messages/<str:public_id>/promises/<int:start>-<int:end>/record",
    may="book.write",
    methods=("POST",),
    name="record_promise",
)
def record(request: HttpRequest, public_id: str, start: int, end: int) -> HttpResponseBase:
    """Write down what was read there: the second click."""
    moment, form, now = said_in(request, public_id), typed(request, forms.FIELDS), timezone.now()
    one = found.at(moment, start, end)
    if one is None:
        raise Http404(f"{start}-{end}")
    zone = rules.zone_of(moment.customer.time_zone, house_zone())
    concerns = records.likely(moment.customer, form.value("sort"))
    said = forms.said_in(
        Form({**form.typed, "quote": one.quote, "strength": one.strength, "concerns": concerns}),
        zone,
        moment=moment,
        conversation=moment.conversation,
        span=(one.start, one.end),
        reader=found.READER,
        version=one.version,
    )
    made = said if isinstance(said, Refused) else acts.make(moment.customer, said, agent_of(request), now)
    if isinstance(made, Refused):
        return small(request, moment, start, end, form.with_faults(forms.placed(made)))
    return recorded(request, made)


def recorded(request: HttpRequest, made: Promise) -> HttpResponseBase:
    """That it stands in the ledger, with a way back."""
    if "HX-Request" in request.headers:
        return render(request, "promises/_recorded.html", {"promise": made, "said": written_down(made)})
    tell(request, written_down(made), url("unmake_promise", public_id=made.public_id))
    return redirect("promises_found")


@page(
    "/messages/<str:public_id>/promises/<int:start>-<int:end>/pass-over",
    may="book.write",
    methods=("POST",),
    name="pass_over_promise",
)
def pass_over(request: HttpRequest, public_id: str, start: int, end: int) -> HttpResponseBase:
    """These words are not to be offered again."""
    found.pass_over(said_in(request, public_id), start, end, agent_of(request), timezone.now())
    if "HX-Request" in request.headers:
        return render(request, "promises/_recorded.html", {"promise": None, "said": _("Left out.")})
    return redirect("promises_found")


def said_in(request: HttpRequest, public_id: str) -> Moment:
    """The moment, where this agent may see it. Raises Http404."""
    moment = Moment.objects.select_related("customer", "conversation__joined_to").filter(public_id=public_id).first()
    if moment is None or not eyes_of(agent_of(request)).may_see(moment.conversation):
        raise Http404(public_id)
    return moment


@page("/promises/found", may="book.read", name="promises_found")
def offered(request: HttpRequest) -> HttpResponseBase:
    """What was read as a promise in what we sent, and nobody has written down yet."""
    agent, now = agent_of(request), timezone.now()
    shown = {"found": found.waiting(agent, now), "most": found.MOST, "may_write": agent.may("book.write"), "now": now}
    return render(request, "promises/found.html", shown)
