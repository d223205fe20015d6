"""Who was left hanging: the most worth calling first."""

from datetime import datetime

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book import who
from regulars.book.eyes import eyes_of
from regulars.practices.recovery.models import Hanging
from regulars.practices.recovery.sweep import acts, words
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web import flash
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.templating import url

MENU.offer("hanging", Entry(gettext_lazy("Left hanging"), "/hanging", "book.read", 22, ("/hanging/",)))
MOST = 50
# One customer may have several: they are called once.
LOOKED = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A matter as the page shows it; `more` of the same customer come after it."""

    row: Hanging
    ago: str
    what: str
    since: str
    more: int


def lines(agent: Agent, now: datetime) -> list[Line]:
    """The first MOST customers that this agent may see, each with what is the most pressing."""
    open_ = Hanging.objects.filter(gone_at=None, attended=False).select_related("customer", "conversation__joined_to")
    open_ = open_.filter(eyes_of(agent).among("conversation"))
    found: dict[int, list[Hanging]] = {}
    for row in open_.order_by("-pressing", "-id")[:LOOKED]:
        found.setdefault(row.customer_id, []).append(row)
    return [
        Line(rows[0], words.ago(rows[0].at, now), words.what(rows[0]), words.since(rows[0], now), len(rows) - 1)
        for rows in list(found.values())[:MOST]
    ]


@page("/hanging", may="book.read", name="hanging")
def hanging(request: HttpRequest) -> HttpResponseBase:
    """The list."""
    return shown(request, Form(), "")


def shown(request: HttpRequest, form: Form, wrong: str, status: int = 200) -> HttpResponseBase:
    """The list, with what is wrong beside the one it is about."""
    found = lines(agent_of(request), timezone.now())
    names = who.names({one.row.customer_id: one.row.customer.name for one in found})
    context = {"lines": found, "names": names, "most": MOST, "form": form, "wrong": wrong, "topics": "hanging"}
    return render(request, "recovery/hanging.html", context, status=status)


@page("/hanging/<str:public_id>/open", may="conversation.work", methods=("POST",), name="take_up")
def take_up(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Open the recovery and go there; its first line lies drafted in the conversation."""
    opened = acts.take_up(row_of(request, public_id), agent_of(request), timezone.now())
    if isinstance(opened, Refused):
        flash.tell(request, opened.reason)
        return redirect("hanging")
    return redirect(url("recovery", public_id=opened.recovery.public_id))


@page("/hanging/<str:public_id>/aside", may="conversation.work", methods=("POST",), name="put_aside")
def put_aside(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Put it aside, with a reason."""
    form = typed(request, ("reason",))
    row = row_of(request, public_id)
    if refused := acts.put_aside(row, form.value("reason"), agent_of(request), timezone.now()):
        return shown(request, form.with_faults(refused), row.public_id, 422)
    flash.tell(request, _("Put aside."), url("put_back", public_id=row.public_id))
    return redirect("hanging")


@page("/hanging/<str:public_id>/back", may="conversation.work", methods=("POST",), name="put_back")
def put_back(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take that back."""
    acts.put_back(row_of(request, public_id), agent_of(request), timezone.now())
    flash.tell(request, _("It stands in the list again."))
    return redirect("hanging")


def row_of(request: HttpRequest, public_id: str) -> Hanging:
    """One that this agent may see. Raises Http404."""
    row = Hanging.objects.select_related("customer", "conversation__joined_to").filter(public_id=public_id).first()
    if row is None or not eyes_of(agent_of(request)).may_see(row.conversation):
        raise Http404(public_id)
    return row
