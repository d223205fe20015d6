"""Inboxes: what came in through each and what became of it, how each does, and how to add one."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.engine.rows import rows
from regulars.intake import sending
from regulars.intake.access import hidden_inboxes
from regulars.intake.alarms import alarms
from regulars.intake.balance import InboxBalance, balance
from regulars.intake.inboxes import add_inbox
from regulars.intake.models import Inbox, Mailbox, Stop, Submission
from regulars.staff.seat import agent_of
from regulars.staff.trail import actor
from regulars.web.forms import Form, typed
from regulars.web.frame import LINES
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.templating import url

MENU.offer("inboxes", Entry(gettext_lazy("Inboxes"), "/inboxes", "book.read", 30, ("/inboxes/",)))
ADDED = ("address", "name")
ALL_STOPPED = "select 1 from intake_stop where inbox_id is null limit 1"


@dataclass(frozen=True, slots=True)
class Shown:
    """One inbox on the page."""

    inbox: Inbox
    mailbox: Mailbox | None
    submission: Submission | None
    stopped: bool
    balance: InboxBalance


def all_stopped(request: HttpRequest) -> str:
    """The line on top of every page while nothing leaves the desk."""
    return render_to_string("intake/_all_stopped.html") if rows(ALL_STOPPED, []) else ""


LINES.offer("stopped", all_stopped)


def listed(hidden: tuple[int, ...]) -> list[Shown]:
    """All inboxes by address but the hidden ones, each with how it does and its balance."""
    counted = {row.address: row for row in balance()}
    mailboxes = {mailbox.inbox_id: mailbox for mailbox in Mailbox.objects.all()}
    submissions = {submission.inbox_id: submission for submission in Submission.objects.all()}
    stopped = set(Stop.objects.values_list("inbox_id", flat=True))
    inboxes = Inbox.objects.filter(address__in=counted).exclude(pk__in=hidden).order_by("address")
    return [
        Shown(
            one,
            mailboxes.get(one.pk),
            submissions.get(one.pk),
            one.pk in stopped or None in stopped,
            counted[one.address],
        )
        for one in inboxes
    ]


def inbox_page(request: HttpRequest, form: Form) -> HttpResponse:
    """The page with its form."""
    agent = agent_of(request)
    shown = {
        "listed": listed(() if agent.may("inbox.settle") else hidden_inboxes(agent)),
        "alarms": alarms(timezone.now()),
        "stops": sending.stopped(None),
        "may_settle": agent.may("inbox.settle"),
        "may_release": agent.may("mail.release"),
        "form": form,
    }
    return render(request, "intake/inboxes.html", shown, status=422 if form.faults else 200)


@page("/inboxes", may="book.read", slow=True)
def inboxes(request: HttpRequest) -> HttpResponseBase:
    """The list. It counts every delivery there is."""
    return inbox_page(request, Form())


@page("/inboxes/add", may="inbox.settle", methods=("POST",), name="add_inbox", slow=True)
def add(request: HttpRequest) -> HttpResponseBase:
    """Add an inbox, and go on to its mailbox."""
    form = typed(request, ADDED)
    made = add_inbox(form.value("address"), form.value("name"), actor(request), timezone.now())
    if isinstance(made, Refused):
        return inbox_page(request, form.with_faults(made))
    return redirect(url("connect", public_id=made.public_id))
