"""Like cases beside each other, for the lead; and whether a lot decides about extras, for the owner."""

import secrets

from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book import who
from regulars.book.eyes import eyes_of
from regulars.gestures.amends import AMENDS
from regulars.practices.recovery import fairness, words
from regulars.practices.recovery.models import Experiment, Lot
from regulars.practices.recovery.recording import SETTLED
from regulars.staff import trail
from regulars.staff.seat import agent_of
from regulars.staff.trail import actor
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.routes import page


@page("/recoveries/compare/alike", may="desk.settle", name="fairness")
def alike(request: HttpRequest) -> HttpResponseBase:
    """What like cases were given."""
    found = fairness.cases(connection.vendor, eyes_of(agent_of(request)))
    shown = {
        "groups": fairness.likes(found),
        "names": who.names({one.customer_id: one.name for one in found}),
        "words": words,
        "amends": {code: one.label for code, one in AMENDS},
        "most": fairness.MOST,
    }
    return render(request, "recovery/fairness.html", shown)


@page("/recoveries/settings/lot", may="recovery.settle", methods=("GET", "POST"), name="experiment")
def experiment(request: HttpRequest) -> HttpResponseBase:
    """The setting. What is owed is never drawn for."""
    latest = Experiment.objects.order_by("-pk").first()
    if request.method != "POST":
        on = "yes" if latest and latest.is_on else ""
        share = str((latest.permille if latest else 800) // 10)
        return asked(request, Form({"is_on": on, "share": share}))
    form = typed(request, ("is_on", "share"))
    share = form.value("share")
    if not share.isdecimal() or not 50 <= int(share) <= 95:
        wrong = Refused(_("Write a whole number from 50 to 95."), "share")
        return asked(request, form.with_faults(wrong))
    settle(request, bool(form.value("is_on")), int(share) * 10, latest)
    tell(request, _("Settled."))
    return redirect("experiment")


def settle(request: HttpRequest, is_on: bool, permille: int, latest: Experiment | None) -> None:
    """A new row, with the salt of the one before: it is kept for as long as there are lots. And an entry in the
    trail. What stays as it is makes neither."""
    if latest is not None and (latest.is_on, latest.permille) == (is_on, permille):
        return
    now, salt = timezone.now(), latest.salt if latest else secrets.token_hex(16)
    before = {"is_on": latest.is_on, "permille": latest.permille} if latest else None
    with transaction.atomic():
        Experiment.objects.create(is_on=is_on, permille=permille, salt=salt, at=now, agent=agent_of(request))
        after = {"is_on": is_on, "permille": permille}
        trail.record(actor(request), SETTLED, "desk", before=before, after=after, now=now)


def asked(request: HttpRequest, form: Form) -> HttpResponseBase:
    """The page."""
    drawn, given = Lot.objects.count(), Lot.objects.filter(given=True).count()
    shown = {"form": form, "drawn": drawn, "given": given}
    return render(request, "recovery/experiment.html", shown, status=422 if form.faults else 200)
