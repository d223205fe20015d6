"""When the desk is open, on which days it is not, and who is away."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.staff import trail
from regulars.staff.hours import acts, rules
from regulars.staff.hours.known import spans
from regulars.staff.models import Absence, Agent, Holiday, OpeningHours, Team
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

MENU.offer("hours", Entry(gettext_lazy("Hours and absences"), "/hours", "book.read", 68, ("/hours/",)))
SETTLE, MANAGE = "desk.settle", "staff.manage"
LINES = tuple(f"day{weekday}" for weekday in range(7))


def hours_page(request: HttpRequest, form: Form | None = None, status: int = 200) -> HttpResponse:
    """All of it. A form with faults stands in the place of what is kept."""
    today = timezone.localdate()
    whose = form.value("whose") if form and form.value("whose") else request.GET.get("of", OpeningHours.DESK)
    me = agent_of(request)
    shown = {
        "weekdays": [(name, str(WEEKDAYS[place])) for place, name in enumerate(LINES)],
        "teams": Team.objects.all(),
        "whose": whose,
        "hours": form if form and form.value("whose") else kept(whose, me),
        "form": form or Form(),
        "holidays": Holiday.objects.filter(day__gte=today),
        "absences": Absence.objects.filter(last__gte=today).select_related("agent", "holder").order_by("first", "pk"),
        "people": Agent.objects.filter(is_active=True).order_by("name"),
        "me": me,
        "may_settle": me.may(SETTLE),
        "may_manage": me.may(MANAGE),
    }
    return render(request, "staff/hours.html", shown, status=status)


def kept(whose: str, me: Agent) -> Form:
    """The hours of a team, or of the desk, as a form."""
    row = OpeningHours.objects.filter(whose=whose).first()
    found = spans(row) if row else ()
    lines = {name: rules.written(found, weekday) for weekday, name in enumerate(LINES)}
    return Form({"whose": whose, "zone": row.zone if row else me.time_zone or "UTC", **lines})


@page("/hours", may="book.read", name="hours")
def hours(request: HttpRequest) -> HttpResponseBase:
    """When somebody is there."""
    return hours_page(request)


@page("/hours/settle", may=SETTLE, methods=("POST",))
def settle_hours(request: HttpRequest) -> HttpResponseBase:
    """Say when a team is there, or the whole desk."""
    form = typed(request, ("whose", "zone", *LINES))
    found = rules.understood([form.value(name) for name in LINES])
    if isinstance(found, Refused):
        return hours_page(request, form.with_faults(found), 422)
    whose = form.value("whose")
    team = Team.objects.filter(public_id=whose).first()
    if team is None and whose != OpeningHours.DESK:
        raise Http404(whose)
    if refused := acts.settle(trail.actor(request), team, form.value("zone"), found, timezone.now()):
        return hours_page(request, form.with_faults(refused), 422)
    tell(request, _("Kept."))
    return HttpResponseRedirect(f"/hours?of={whose}")


@page("/hours/holidays", may=SETTLE, methods=("POST",))
def make_holiday(request: HttpRequest) -> HttpResponseBase:
    """Be closed on a day."""
    form = typed(request, ("day", "name"))
    day = day_of(form.value("day"))
    if day is None:
        return hours_page(request, form.with_faults(no_day("day")), 422)
    acts.close_on(trail.actor(request), day, form.value("name"), timezone.now())
    return HttpResponseRedirect("/hours#holidays")


@page("/hours/holidays/<str:day>/remove", may=SETTLE, methods=("POST",))
def remove_holiday(request: HttpRequest, day: str) -> HttpResponseBase:
    """Be open on it after all."""
    found = day_of(day)
    if found is None:
        raise Http404(day)
    acts.open_on(trail.actor(request), found, timezone.now())
    return HttpResponseRedirect("/hours#holidays")


@page("/hours/absences", may="book.read", methods=("POST",))
def make_absence(request: HttpRequest) -> HttpResponseBase:
    """Be away oneself; who manages staff says it of others, too."""
    form = typed(request, ("agent", "first", "last", "holder"))
    me, first, last = agent_of(request), day_of(form.value("first")), day_of(form.value("last"))
    agent = active(form.value("agent")) if me.may(MANAGE) else me
    if agent is None or first is None or last is None:
        return hours_page(request, form.with_faults(no_day("first" if first is None else "last")), 422)
    made = acts.go_away(trail.actor(request), agent, first, last, active(form.value("holder")), timezone.now())
    if isinstance(made, Refused):
        return hours_page(request, form.with_faults(made), 422)
    return HttpResponseRedirect("/hours#absences")


@page("/hours/absences/<str:public_id>/remove", may="book.read", methods=("POST",))
def remove_absence(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Be there after all."""
    found = Absence.objects.select_related("agent").filter(public_id=public_id).first()
    me = agent_of(request)
    if found is None or (found.agent_id != me.pk and not me.may(MANAGE)):
        raise Http404(public_id)
    acts.stay(trail.actor(request), found, timezone.now())
    return HttpResponseRedirect("/hours#absences")


def active(public_id: str) -> Agent | None:
    """Somebody who works here."""
    return Agent.objects.filter(public_id=public_id, is_active=True).first()


def day_of(written: str) -> date | None:
    """A day such as 2026-12-25."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def no_day(field: str) -> Refused:
    """What is said to what is no day."""
    return Refused(_("Choose a day, or write it like 2026-12-25."), field)
