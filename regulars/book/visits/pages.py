"""Pages on who comes: the briefs of a day, a booking by hand, and who gets the briefs by mail."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.book import who
from regulars.book.eyes import eyes_of
from regulars.book.models import BriefMail, Customer, Visit
from regulars.book.slots import SECTIONS, Section
from regulars.book.visits import acts, reading, rules
from regulars.book.visits.acts import Booking, Wanted
from regulars.intake.sending import any_way_out
from regulars.staff.auditing import ACTS
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.staff.trail import actor
from regulars.web import flash
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.templating import url

MENU.offer("visits", Entry(gettext_lazy("Visits"), "/visits", "book.read", 15))
MENU.offer("briefs", Entry(gettext_lazy("Briefs by mail"), "/briefs", "desk.settle", 64))
ACTS.offer("brief.kept", gettext_lazy("settled a mail with briefs"))
ACTS.offer("brief.on", gettext_lazy("switched a mail with briefs on"))
ACTS.offer("brief.off", gettext_lazy("switched a mail with briefs off"))
BOOKED = ("day", "hour", "zone", "place", "unit", "what", "party", "wishes")
SETTLED = ("name", "to", "at", "day", "zone", "place", "language")


def may_book(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any] | None:
    """The way to a booking, at the foot of a book."""
    return {} if agent.may("book.write") else None


SECTIONS.offer("book a visit", Section("foot", 10, "book/visits/foot.html", may_book))


@page("/visits", may="book.read")
def visits(request: HttpRequest) -> HttpResponse:
    """Who comes on a day, with a brief for each. `day` is "today", "tomorrow" or YYYY-MM-DD."""
    now, place = timezone.now(), request.GET.get("place", "")[:120]
    asked = request.GET.get("day") or rules.TODAY
    if rules.day_of(asked, "UTC", now) is None:
        asked = rules.TODAY
    found = reading.of_day(asked, place, eyes_of(agent_of(request)), now)
    chosen = date.fromisoformat(asked) if asked not in rules.AHEAD else None
    # Somebody who comes may have a name that is only known by a handle.
    names = who.names({one.customer.pk: one.name for one in found.coming})
    context = {
        "found": found,
        "names": names,
        "asked": asked,
        "place": place,
        "chosen": chosen,
        "sheets": request.GET.get("print") == "sheets",
        "most": reading.MOST,
        "may_book": agent_of(request).may("book.write"),
        "topics": "visits",
    }
    return render(request, "book/visits/visits.html", context)


@page("/customers/<str:public_id>/visits/new", may="book.write", methods=("GET", "POST"), name="book_visit")
def book_visit(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Write down that somebody called ahead."""
    customer = who.customer(agent_of(request), public_id)
    agent = agent_of(request)
    if request.method != "POST":
        today = timezone.localtime(timezone.now()).date().isoformat()
        form = Form({"day": today, "zone": house_zone(agent), "party": "1", **house()})
        return booking_page(request, customer, form)
    form = typed(request, BOOKED)
    made = acts.book(customer, Booking(**{name: form.value(name) for name in BOOKED}), agent, timezone.now())
    if isinstance(made, tuple):
        return booking_page(request, customer, form.with_faults(*made), 422)
    flash.tell(request, _("Written down."), url("unbook_visit", public_id=made.public_id))
    return redirect(f"/visits?day={made.starts_local[:10]}")


def house() -> dict[str, str]:
    """Where people come to, where all bookings are in one place."""
    places = list(Visit.objects.order_by("-id").values_list("place", flat=True)[:20])
    return {"place": places[0] if len(set(places)) == 1 else ""}


def house_zone(agent: Agent) -> str:
    """The zone in which visits were last booked, else the agent's."""
    last = Visit.objects.order_by("-id").values_list("zone", flat=True).first()
    return last or agent.time_zone or timezone.get_current_timezone_name()


def booking_page(request: HttpRequest, customer: Customer, form: Form, status: int = 200) -> HttpResponse:
    """The form."""
    name = who.names({customer.pk: customer.name})[customer.pk]
    context = {"customer": customer, "name": name, "form": form}
    return render(request, "book/visits/book.html", context, status=status)


@page("/visits/<str:public_id>/cancel", may="book.write", methods=("POST",), name="unbook_visit")
def unbook_visit(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take back a booking that was written down here."""
    visit = Visit.objects.select_related("customer").filter(public_id=public_id).first()
    if visit is None:
        raise Http404(public_id)
    refused = acts.unbook(visit, agent_of(request), timezone.now())
    flash.tell(request, refused.reason if refused else _("Taken back."))
    return redirect("visits")


@page("/briefs", may="desk.settle", methods=("GET", "POST"))
def briefs(request: HttpRequest) -> HttpResponseBase:
    """Which mails with briefs go out, and a form for another."""
    if request.method != "POST":
        zone = house_zone(agent_of(request))
        return briefs_page(
            request,
            Form(
                {
                    "at": "06:30",
                    "day": rules.TODAY,
                    "zone": zone,
                    "language": translation.get_language() or settings.LANGUAGE_CODE,
                }
            ),
        )
    return keep(request, BriefMail())


@page("/briefs/<str:public_id>", may="desk.settle", methods=("GET", "POST"), name="brief")
def brief(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Change one."""
    row = found_mail(public_id)
    if request.method == "POST":
        return keep(request, row)
    kept = {name: getattr(row, name) for name in SETTLED if name != "day"}
    day = rules.TOMORROW if row.ahead else rules.TODAY
    return brief_page(request, row, Form({**kept, "to": " ".join(row.to), "day": day}))


def brief_page(request: HttpRequest, row: BriefMail, form: Form, status: int = 200) -> HttpResponse:
    """One with its form."""
    context = {"row": row, "form": form, **choices()}
    return render(request, "book/visits/brief.html", context, status=status)


def keep(request: HttpRequest, row: BriefMail) -> HttpResponseBase:
    """Keep what was typed, or show it again with what is wrong."""
    form = typed(request, SETTLED)
    wanted = Wanted(**{name: form.value(name) for name in SETTLED})
    if wrong := acts.keep_mail(row, wanted, actor(request), timezone.now()):
        form = form.with_faults(*wrong)
        if row.pk:
            return brief_page(request, row, form, 422)
        return briefs_page(request, form, 422)
    flash.tell(request, _("Kept."))
    return redirect("briefs")


def briefs_page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    """The list with its form."""
    context = {"mails": acts.known_mails(), "form": form, "may_leave": any_way_out(), **choices()}
    return render(request, "book/visits/briefs.html", context, status=status)


def choices() -> dict[str, Any]:
    """What its lists offer."""
    days = [(rules.TODAY, _("Who comes the same day")), (rules.TOMORROW, _("Who comes the next day"))]
    return {"languages": settings.LANGUAGES, "days": days}


def found_mail(public_id: str) -> BriefMail:
    """Raises Http404."""
    row = BriefMail.objects.filter(public_id=public_id).first()
    if row is None:
        raise Http404(public_id)
    return row


@page("/briefs/<str:public_id>/<str:verb>", may="desk.settle", methods=("POST",), name="switch_brief")
def switch_brief(request: HttpRequest, public_id: str, verb: str) -> HttpResponseBase:
    """Switch one `on` or `off`."""
    if verb not in ("on", "off"):
        raise Http404(verb)
    row = found_mail(public_id)
    acts.switch(row, actor(request), timezone.now(), on=verb == "on")
    back = url("switch_brief", public_id=public_id, verb="off" if verb == "on" else "on")
    flash.tell(request, _("It goes out again.") if verb == "on" else _("It goes out no more."), back)
    return redirect("briefs")
