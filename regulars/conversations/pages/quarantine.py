"""What came and could not be read: why, what it holds, and how it becomes a conversation after all."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book.marked import in_words
from regulars.book.models import Conversation
from regulars.channels.email.addresses import addresses
from regulars.channels.email.headers import decoded
from regulars.conversations.releasing import release
from regulars.engine import blobs
from regulars.intake.access import hidden_inboxes, may_see_inbox
from regulars.intake.models import Delivery
from regulars.intake.rules import normal_address
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web import paging
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.paging import Cursor, Page, Place
from regulars.web.routes import page

SIZE = 50
MOST_SHOWN = 200_000
FIELDS = ("sender", "name", "subject")
LISTED = ("id", "public_id", "recorded_at", "road", "size", "cause", "detail", "envelope_sender", "inbox__address")

MENU.offer("quarantine", Entry(gettext_lazy("Quarantine"), "/quarantine", "quarantine.work", 20, ("/quarantine/",)))


def listed(cursor: Cursor, hidden: Sequence[int]) -> Page[Mapping[str, Any]]:
    """Those that wait, the newest first, without what came through a hidden inbox."""
    waiting = Delivery.objects.filter(paging.before(cursor.place, "recorded_at"), state=Delivery.QUARANTINED)
    found = waiting.exclude(inbox__in=hidden).order_by("-recorded_at", "-id").values(*LISTED)
    return paging.cut(list(found[: SIZE + 1]), SIZE, lambda row: Place(row["recorded_at"], row["id"]))


@page("/quarantine", may="quarantine.work")
def quarantine(request: HttpRequest) -> HttpResponseBase:
    """The list."""
    cursor = paging.read(request.GET.get("before", ""))
    return render(
        request,
        "conversations/quarantine.html",
        {"page": listed(cursor, hidden_inboxes(agent_of(request))), "cursor": cursor, "in_words": in_words},
    )


def header(raw: str, name: str) -> str:
    """The first line of that header, if there is something like one."""
    for line in raw[:20_000].splitlines():
        field, colon, value = line.partition(":")
        if colon and field.strip().lower() == name:
            return value.strip()
    return ""


def readable(raw: str, envelope_sender: str) -> Form:
    """What can be guessed of sender and subject, as a start for the form."""
    found = addresses([header(raw, "from")])
    name, email = (found[0].name, found[0].email) if found else ("", envelope_sender)
    return Form({"sender": email, "name": name, "subject": decoded(header(raw, "subject"))})


def found(request: HttpRequest, public_id: str) -> Delivery:
    """The delivery, where this agent may see its inbox. Raises Http404."""
    delivery = Delivery.objects.select_related("inbox").filter(public_id=public_id).first()
    if delivery is None or not may_see_inbox(agent_of(request), delivery.inbox_id):
        raise Http404(public_id)
    return delivery


def raw_text(delivery: Delivery) -> str:
    """The beginning of the raw bytes, as text whatever they are."""
    try:
        with blobs.open_blob(delivery.sha256) as file:
            return file.read(MOST_SHOWN).decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    except FileNotFoundError as gone:
        raise Http404(delivery.public_id) from gone


def shown(request: HttpRequest, delivery: Delivery, form: Form | None = None) -> HttpResponse:
    """The page of one delivery."""
    raw = raw_text(delivery)
    filled = form or readable(raw, delivery.envelope_sender)
    context = {
        "delivery": delivery,
        "raw": raw,
        "cut": delivery.size > MOST_SHOWN,
        "form": filled,
        "in_words": in_words,
    }
    return render(request, "conversations/quarantined.html", context, status=422 if form else 200)


def released(delivery: Delivery, form: Form, agent: Agent) -> Conversation | Refused:
    """The conversation that it became, or why not."""
    sender = normal_address(form.value("sender"))
    if not sender:
        return Refused(_("That is no mail address. Write it like anna@example.com."), "sender")
    return release(delivery, sender, form.value("name"), form.value("subject"), agent, timezone.now())


@page("/quarantine/<str:public_id>", may="quarantine.work", methods=("GET", "POST"))
def quarantined(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Look at one, and turn it into a conversation."""
    delivery = found(request, public_id)
    if delivery.state != Delivery.QUARANTINED:
        return redirect("quarantine")
    if request.method != "POST":
        return shown(request, delivery)
    form = typed(request, FIELDS)
    answer = released(delivery, form, agent_of(request))
    if isinstance(answer, Refused):
        return shown(request, delivery, form.with_faults(answer))
    return redirect("conversation", public_id=answer.public_id)
