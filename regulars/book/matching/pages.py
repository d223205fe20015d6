"""Pages on who is who: the handles of a customer, and those who may be one person."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book import who
from regulars.book.eyes import eyes_of
from regulars.book.matching import acts, asked, handles
from regulars.book.models import Customer, Identity
from regulars.book.slots import SECTIONS, Section
from regulars.staff.auditing import ACTS
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.staff.trail import Actor, actor
from regulars.web import flash
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.templating import url

MOST_ABOUT_ONE = 3
MENU.offer("who", Entry(gettext_lazy("Who is who"), "/who", "book.merge", 40))
for act, words in {
    "handle.added": gettext_lazy("wrote down a handle of"),
    "handle.confirmed": gettext_lazy("confirmed a handle of"),
    "handle.doubted": gettext_lazy("took the confirmation of a handle back of"),
    "handle.removed": gettext_lazy("removed a claimed handle of"),
    "handle.shared": gettext_lazy("marked a handle as shared of"),
    "handle.unshared": gettext_lazy("marked a handle as one person's of"),
}.items():
    ACTS.offer(act, words)


def reached(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any]:
    """The section that says how somebody is reached."""
    return {"handles": handles.here(customer), "writes": agent.may("book.write")}


def perhaps_one(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any] | None:
    """The line over a book that may be somebody else's, too."""
    if not agent.may("book.merge"):
        return None
    about = asked.about(customer.pk)
    if not about:
        return None
    eyes = eyes_of(agent)
    found = asked.seen(about, eyes)[:MOST_ABOUT_ONE]
    if not found:
        return None
    shown = asked.shown(found, eyes, first=customer.pk)
    return {"asked": shown, "later": acts.LATER}


SECTIONS.offer("reached", Section("side", 90, "book/matching/reached.html", reached, beside=True))
SECTIONS.offer("perhaps one", Section("top", 20, "book/matching/banner.html", perhaps_one))


@page("/customers/<str:public_id>/handles", may="book.write", methods=("GET", "POST"), name="handles")
def handle_list(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """All handles of a customer, and a form for another."""
    customer = who.customer(agent_of(request), public_id)
    if request.method != "POST":
        return handles_page(request, customer, Form({"kind": "email"}))
    form = typed(request, ("kind", "value", "sure"))
    sure = form.value("sure") == "yes"
    made = acts.add_handle(
        customer, form.value("kind"), form.value("value"), sure=sure, who=actor(request), now=timezone.now()
    )
    if isinstance(made, Refused):
        return handles_page(request, customer, form.with_faults(made), 422)
    flash.tell(request, _("Written down: %(handle)s") % {"handle": made.shown})
    return redirect("handles", public_id=customer.public_id)


def handles_page(request: HttpRequest, customer: Customer, form: Form, status: int = 200) -> HttpResponse:
    """The page with its form."""
    found = handles.of(customer)
    name = customer.name or next((one.shown for one in found), "")
    context = {
        "customer": customer,
        "name": name,
        "topics": f"customer:{customer.public_id}",
        "handles": found,
        "kinds": handles.kinds(),
        "form": form,
    }
    return render(request, "book/matching/handles.html", context, status=status)


VERBS: Mapping[str, Callable[[Identity, Actor, datetime], Refused | None]] = {
    "confirm": acts.confirm,
    "doubt": acts.doubt,
    "share": acts.share,
    "unshare": acts.unshare,
}
BACK = {"confirm": "doubt", "doubt": "confirm", "share": "unshare", "unshare": "share"}


@page(
    "/customers/<str:public_id>/handles/<int:handle>/<str:verb>",
    may="book.write",
    methods=("POST",),
    name="act_on_handle",
)
def act_on_handle(request: HttpRequest, public_id: str, handle: int, verb: str) -> HttpResponseBase:
    """`confirm` or `doubt` one, `share` or `unshare` it, `remove` a claim."""
    customer = who.customer(agent_of(request), public_id)
    identity = Identity.objects.select_related("customer").filter(pk=handle, customer=customer).first()
    if identity is None or verb not in (*VERBS, "remove"):
        raise Http404(verb)
    if verb == "remove":
        gone = acts.remove(identity, actor(request), timezone.now())
        if isinstance(gone, Refused):
            return handles_page(request, customer, Form().with_faults(Refused(gone.reason)), 422)
        flash.tell(request, _("The claim is removed."), url("restore_handle", token=gone))
    else:
        refused = VERBS[verb](identity, actor(request), timezone.now())
        if refused:
            return handles_page(request, customer, Form().with_faults(Refused(refused.reason)), 422)
        back = url("act_on_handle", public_id=customer.public_id, handle=handle, verb=BACK[verb])
        flash.tell(request, said(verb), back)
    return redirect("handles", public_id=customer.public_id)


def said(verb: str) -> str:
    """What was done."""
    return {
        "confirm": _("Confirmed: it is theirs."),
        "doubt": _("It is only claimed again."),
        "share": _("Marked: several people write from it."),
        "unshare": _("Marked: it is one person's."),
    }[verb]


@page("/undo/handle/<str:token>", may="book.write", methods=("POST",), name="restore_handle")
def restore_handle(request: HttpRequest, token: str) -> HttpResponseBase:
    """Put back a claim that was removed."""
    found = acts.restore(token, actor(request), timezone.now())
    if isinstance(found, Refused):
        flash.tell(request, found.reason)
        return redirect("inbox")
    flash.tell(request, _("Taken back."))
    return redirect("handles", public_id=found.public_id)


@page("/who", may="book.merge", name="who_is_who")
def who_is_who(request: HttpRequest) -> HttpResponse:
    """Who may be one person, the most likely first."""
    found = asked.all_open(eyes_of(agent_of(request)))
    return render(request, "book/matching/who.html", {"asked": found, "later": acts.LATER, "topics": "who"})


@page("/who/<str:public_id>/<str:verb>", may="book.merge", methods=("POST",), name="answer_who")
def answer_who(request: HttpRequest, public_id: str, verb: str) -> HttpResponseBase:
    """`refuse` a suggestion for good, put it off until `later`, or `reopen` it."""
    agent, now = agent_of(request), timezone.now()
    suggestion = asked.find(public_id, eyes_of(agent))
    if suggestion is None or verb not in ("refuse", "later", "reopen"):
        raise Http404(verb)
    if verb == "refuse":
        refused, done = acts.refuse(suggestion, agent, now), _("They are two people. Nobody is asked again.")
    elif verb == "later":
        days = request.POST.get("days", "")
        refused = acts.put_off(suggestion, int(days) if days.isdecimal() and len(days) < 4 else 0, agent, now)
        done = _("It is asked again later.")
    else:
        refused, done = acts.reopen(suggestion, agent, now), _("Taken back.")
    undo = "" if refused or verb == "reopen" else url("answer_who", public_id=public_id, verb="reopen")
    flash.tell(request, refused.reason if refused else done, undo)
    page_of = Customer.objects.filter(public_id=typed(request, ("of",)).value("of")).first()
    return redirect("customer", public_id=page_of.public_id) if page_of else redirect("who_is_who")
