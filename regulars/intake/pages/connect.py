"""Connecting a mailbox: try both logins, look at what would come in, choose how far back, begin.

Between the steps nothing is stored: what was typed travels in the page, sealed.
"""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.intake.connecting import acts, kept, providers, rules
from regulars.intake.connecting.acts import Reading
from regulars.intake.connecting.asked import IMAP_PORTS, SMTP_PORTS
from regulars.intake.connecting.preview import Preview
from regulars.intake.connecting.trying import try_imap, try_smtp
from regulars.intake.models import Inbox, Mailbox
from regulars.intake.pages.finding import found
from regulars.intake.pages.typed import FIELDS, SECRETS, SENDS, Asked, asked, known
from regulars.staff.trail import actor
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.routes import page
from regulars.web.templating import url

Seen = tuple[Preview | None, tuple[Refused, ...]]


@page("/inboxes/<str:public_id>/connect", may="inbox.settle", methods=("GET", "POST"), name="connect", slow=True)
def connect(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The form; a POST tries what was typed (`step` is empty), goes back to it ("change") or begins ("begin")."""
    inbox = found(request, public_id)
    if request.method != "POST":
        return form_page(request, inbox, known(inbox, request.GET.get("at", "")))
    now = timezone.now()
    before = kept.opened(request.POST.get("kept", ""), inbox, actor(request).agent, now)
    step = request.POST.get("step", "")
    if step in ("begin", "change") and not before:
        late = Refused(_("The page was open for more than an hour. Nothing was connected: please try once more."))
        return form_page(request, inbox, known(inbox).with_faults(late))
    if step == "change":
        return form_page(request, inbox, Form(before["form"]), request.POST["kept"])
    if step == "begin":
        return begin(request, inbox, before, now)
    return tried(request, inbox, before, now)


def form_page(request: HttpRequest, inbox: Inbox, form: Form, sealed: str = "") -> HttpResponse:
    """The page with its form. `sealed` holds the passwords that were typed already."""
    at = request.GET.get("at", "")
    shown = {
        "inbox": inbox,
        "form": form,
        "kept": sealed,
        "at": at,
        "providers": providers.PROVIDERS,
        "note": providers.guess(inbox.address, at).note,
        "ports": {"imap": IMAP_PORTS, "smtp": SMTP_PORTS},
        "connected": Mailbox.objects.filter(inbox=inbox).exists(),
    }
    return render(request, "intake/connect.html", shown, status=422 if form.faults else 200)


def tried(request: HttpRequest, inbox: Inbox, before: dict[str, Any], now: datetime) -> HttpResponseBase:
    """Try both logins. What is read already is connected at once; what is new is shown first."""
    form = typed(request, FIELDS)
    secrets = {name: request.POST.get(name, "").replace("\0", "") or before.get(name, "") for name in SECRETS}
    who, carried = actor(request), {"form": dict(form.typed), **secrets}
    wanted = asked(form, secrets, inbox)
    preview, faults = try_both(wanted, now) if isinstance(wanted, Asked) else (None, wanted)
    faults = at_their_fields(faults, form)
    if isinstance(wanted, tuple) or faults:
        return form_page(request, inbox, form.with_faults(*faults), kept.sealed(carried, inbox, who.agent, now))
    reading, sending = wanted.reading, wanted.sending
    if preview is None or reading is None:
        acts.connect(inbox, None, sending, who, now)
        return connected(request, inbox)
    if acts.is_same_folder(inbox, reading, preview.uid_validity):
        acts.connect(inbox, Reading(reading, preview.uid_validity, preview.top), sending, who, now)
        return connected(request, inbox)
    carried |= {"uid_validity": preview.uid_validity, "top": preview.top}
    shown = {"inbox": inbox, "preview": preview, "account": reading, "sends": sending is not None}
    shown |= {"form": Form({"history": rules.ALL}), "kept": kept.sealed(carried, inbox, who.agent, now)}
    return render(request, "intake/preview.html", shown)


def try_both(wanted: Asked, now: datetime) -> Seen:
    """Both at once, since a person waits: a look into the folder, and what is wrong, each fault at its field."""
    with ThreadPoolExecutor(1) as pool:
        # In the language of who asks, which a thread of its own would not know.
        out = pool.submit(copy_context().run, try_smtp, wanted.sending) if wanted.sending else None
        seen = try_imap(wanted.reading, now) if wanted.reading else None
        refused = out.result() if out else None
    faults = [seen] if isinstance(seen, Refused) else []
    if refused:
        faults.append(replace(refused, field=SENDS + refused.field))
    return (seen if isinstance(seen, Preview) else None), tuple(faults)


def at_their_fields(faults: tuple[Refused, ...], form: Form) -> tuple[Refused, ...]:
    """With one login for both, what is wrong with it for sending stands where that was chosen."""
    if not (form.value("same") and form.value("reads")):
        return faults
    login = (SENDS + "secret", SENDS + "username", SENDS + "kind")
    return tuple(replace(one, field="same") if one.field in login else one for one in faults)


def begin(request: HttpRequest, inbox: Inbox, before: dict[str, Any], now: datetime) -> HttpResponseBase:
    """Connect what was tried and looked at, with as much history as was chosen."""
    form = Form(before["form"])
    wanted = asked(form, {name: before.get(name, "") for name in SECRETS}, inbox)
    history = request.POST.get("history", "")
    if isinstance(wanted, tuple) or wanted.reading is None or history not in rules.CHOICES:
        return form_page(request, inbox, form.with_faults(Refused(_("Choose how far back mail is taken."))))
    reading = Reading(wanted.reading, before["uid_validity"], before["top"], history)
    acts.connect(inbox, reading, wanted.sending, actor(request), now)
    return connected(request, inbox)


def connected(request: HttpRequest, inbox: Inbox) -> HttpResponseBase:
    """Say so, and show the inbox."""
    tell(request, _("%s is connected.") % inbox.address)
    return redirect(url("inbox_settings", public_id=inbox.public_id))
