"""Teams: who is in each."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.staff import teams, trail
from regulars.staff.models import Agent, Team
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.routes import page


def teams_page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    """All teams, and the form for a new one."""
    shown = {"teams": Team.objects.prefetch_related("agents"), "form": form}
    return render(request, "staff/teams.html", shown, status=status)


def team_page(request: HttpRequest, team: Team, form: Form, status: int = 200) -> HttpResponse:
    """One team: its name and who is in it."""
    shown = {
        "team": team,
        "people": Agent.objects.filter(is_active=True).order_by("name"),
        "within": set(team.agents.values_list("pk", flat=True)),
        "form": form,
    }
    return render(request, "staff/team.html", shown, status=status)


def known_team(public_id: str) -> Team:
    """The team with this id. Raises Http404."""
    found = Team.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404(public_id)
    return found


@page("/staff/teams", may="staff.manage", name="teams")
def list_teams(request: HttpRequest) -> HttpResponseBase:
    """All of them."""
    return teams_page(request, Form())


@page("/staff/teams/make", may="staff.manage", methods=("POST",))
def make_team(request: HttpRequest) -> HttpResponseBase:
    """A new team."""
    form = typed(request, ("name",))
    answer = teams.make(trail.actor(request), form.value("name"), timezone.now())
    if isinstance(answer, Refused):
        return teams_page(request, form.with_faults(answer), 422)
    return HttpResponseRedirect(f"/staff/teams/{answer.public_id}")


@page("/staff/teams/<str:public_id>", may="staff.manage", methods=("GET", "POST"))
def team(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One team."""
    found = known_team(public_id)
    if request.method != "POST":
        return team_page(request, found, Form({"name": found.name}))
    form = typed(request, ("name",))
    chosen = request.POST.getlist("agent")
    if refused := teams.change(trail.actor(request), found, form.value("name"), chosen, timezone.now()):
        return team_page(request, found, form.with_faults(refused), 422)
    tell(request, _("Kept."))
    return HttpResponseRedirect("/staff/teams")


@page("/staff/teams/<str:public_id>/remove", may="staff.manage", methods=("POST",))
def remove_team(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take a team away."""
    found = known_team(public_id)
    if refused := teams.remove(trail.actor(request), found, timezone.now()):
        return team_page(request, found, Form({"name": found.name}).with_faults(refused), 422)
    tell(request, _("The team %(name)s is removed.") % {"name": found.name})
    return HttpResponseRedirect("/staff/teams")
