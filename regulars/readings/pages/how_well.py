"""How well the desk reads: how often it is right here, what it learned, and how far it is with the books."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.book.eyes import eyes_of
from regulars.book.glance.look import language_name
from regulars.reading.slots import present
from regulars.readings import accuracy, fits, how_well, said, standing
from regulars.readings.correcting import MAY
from regulars.readings.fitting.acts import retire
from regulars.readings.models import Fit
from regulars.readings.wording import kind_name, label_name
from regulars.staff.seat import agent_of
from regulars.web import flash, paging
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.templating import url
from regulars.web.words import decimal

MENU.offer("readings", Entry(gettext_lazy("How well we read"), "/readings", "desk.settle", 66, ("/readings/",)))
SPENT = {
    "full": gettext_lazy("Everything that comes is read with all that the desk has, and can be found by its meaning."),
    "fast": gettext_lazy(
        "Messages are read by their words only, which is quicker and needs little memory. Feelings are told less well,"
        " and nothing can be found by its meaning."
    ),
    "off": gettext_lazy("Nothing is read: whoever runs this desk has turned reading off (REGULARS_READING)."),
}


@page("/readings", may="desk.settle", name="how_well")
def how_well_page(request: HttpRequest) -> HttpResponseBase:
    """Figures for each reader and language, with how far they can be trusted."""
    now = standing.standing()
    context = {
        "table": how_well.table(accuracy.figures()),
        "wide": how_well.WIDE,
        "most_wanted": accuracy.wanted(0, 0),
        "now": now,
        "fits": fits.newest(),
        "spent": SPENT.get(now.spent, now.spent),
        "kind_name": kind_name,
        "spoken": spoken,
        "decimal": decimal,
    }
    return render(request, "readings/how_well.html", context)


@page("/readings/corrections", may="desk.settle", name="corrections")
def corrections(request: HttpRequest) -> HttpResponseBase:
    """What people said of readings, the newest first."""
    cursor = paging.read(request.GET.get("before", ""))
    reader = request.GET.get("reader", "")
    reader = reader if reader in present() else ""
    language = request.GET.get("language")
    agent = agent_of(request)
    context = {
        "found": said.newest(eyes_of(agent), cursor.place, reader, language),
        "cursor": cursor,
        "reader": reader,
        "only": language,
        "may_correct": agent.may(MAY),
        "kind_name": kind_name,
        "label_name": label_name,
        "spoken": spoken,
    }
    return render(request, "readings/corrections.html", context)


@page("/readings/fits/<str:public_id>/<str:turn>", may="desk.settle", methods=("POST",), name="turn_fit")
def turn_fit(request: HttpRequest, public_id: str, turn: str) -> HttpResponseBase:
    """Take what was learned here out of use (`out`), or in again (`in`)."""
    fit = Fit.objects.filter(public_id=public_id).first()
    if fit is None or turn not in ("in", "out"):
        raise Http404(public_id)
    agent = agent_of(request)
    refused = retire(fit, agent, timezone.now()) if turn == "out" else fits.restore(fit, agent)
    done = (
        _("It reads as it came with the desk again.") if turn == "out" else _("It reads as it was learned here again.")
    )
    back = "" if refused or turn == "in" else url("turn_fit", public_id=public_id, turn="in")
    flash.tell(request, refused.reason if refused else done, back)
    return redirect("how_well")


def spoken(code: str) -> str:
    """A language as the agent calls it."""
    return language_name(code) if code else _("cannot tell")
