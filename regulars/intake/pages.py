"""Inboxes: what came in through each and what became of it, how its mailbox is, and how to add one."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.intake.alarms import alarms
from regulars.intake.balance import InboxBalance, balance
from regulars.intake.inboxes import PORTS, Connection, add_inbox, connect_mailbox
from regulars.intake.models import Inbox, Mailbox
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

MENU.offer("inboxes", Entry(gettext_lazy("Inboxes"), "/inboxes", "book.read", 30, ("/inboxes/",)))
ADDED = ("address", "name")
CONNECTED = ("host", "username", "kind", "security", "port", "folder")


@dataclass(frozen=True, slots=True)
class Shown:
    """One inbox on the page."""

    inbox: Inbox
    mailbox: Mailbox | None
    balance: InboxBalance


def listed() -> list[Shown]:
    """All inboxes by address, each with its mailbox and its balance."""
    counted = {row.address: row for row in balance()}
    mailboxes = {mailbox.inbox_id: mailbox for mailbox in Mailbox.objects.all()}
    inboxes = Inbox.objects.filter(address__in=counted).order_by("address")
    return [Shown(inbox, mailboxes.get(inbox.pk), counted[inbox.address]) for inbox in inboxes]


def inbox_page(request: HttpRequest, form: Form) -> HttpResponse:
    """The page with its form."""
    shown = {"listed": listed(), "alarms": alarms(timezone.now()), "form": form}
    return render(request, "intake/inboxes.html", shown, status=422 if form.faults else 200)


@page("/inboxes", may="book.read", slow=True)
def inboxes(request: HttpRequest) -> HttpResponseBase:
    """The list. It counts every delivery there is."""
    return inbox_page(request, Form())


@page("/inboxes/add", may="inbox.settle", methods=("POST",), name="add_inbox", slow=True)
def add(request: HttpRequest) -> HttpResponseBase:
    """Add an inbox."""
    form = typed(request, ADDED)
    answer = add_inbox(form.value("address"), form.value("name"))
    if isinstance(answer, Refused):
        return inbox_page(request, form.with_faults(answer))
    return redirect("inboxes")


@page("/inboxes/<str:public_id>/mailbox", may="inbox.settle", methods=("GET", "POST"), slow=True)
def mailbox(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Connect the mailbox that is read into an inbox. The password is stored sealed and never shown again."""
    inbox = Inbox.objects.filter(public_id=public_id).first()
    if inbox is None:
        raise Http404(public_id)
    if request.method != "POST":
        return mailbox_page(request, inbox, known(inbox))
    form = typed(request, CONNECTED)
    asked = wanted(form, request.POST.get("secret", ""))
    answer = asked if isinstance(asked, Refused) else connect_mailbox(inbox, asked)
    if isinstance(answer, Refused):
        return mailbox_page(request, inbox, form.with_faults(answer))
    return redirect("inboxes")


def mailbox_page(request: HttpRequest, inbox: Inbox, form: Form) -> HttpResponse:
    """The page with its form."""
    shown = {"inbox": inbox, "form": form, "ports": PORTS}
    return render(request, "intake/mailbox.html", shown, status=422 if form.faults else 200)


def known(inbox: Inbox) -> Form:
    """The form as it starts: how the mailbox is read now, or the most usual way."""
    now = Mailbox.objects.filter(inbox=inbox).first()
    if now is None:
        domain = inbox.address.rpartition("@")[2]
        usual = {"host": f"imap.{domain}", "username": inbox.address, "folder": "INBOX"}
        return Form(usual | {"kind": "password", "security": "tls"})
    kept = {"host": now.host, "username": now.username, "folder": now.folder, "kind": now.secret_kind}
    return Form(kept | {"security": now.security, "port": str(now.port)})


def wanted(form: Form, secret: str) -> Connection | Refused:
    """What the form asks for. A path to a token file is only taken from the command line."""
    port = form.value("port")
    if port and not (port.isascii() and port.isdigit() and len(port) <= 5):
        return Refused(_("That is no port. Give a number from 1 to 65535, or nothing for the usual one."), "port")
    if form.value("kind") not in ("password", "oauth"):
        return Refused(_("Choose a password or an OAuth token."), "kind")
    return Connection(
        host=form.value("host"),
        username=form.value("username"),
        secret=secret,
        kind=form.value("kind"),
        security=form.value("security"),
        port=int(port) if port else None,
        folder=form.value("folder"),
    )
