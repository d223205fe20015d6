"""The people at the desk, and those who are invited to it."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.staff import invitations, people, roles, rules, trail
from regulars.staff.models import Agent, Invitation, Team
from regulars.staff.seat import agent_of
from regulars.staff.second import factors, pending
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

MENU.offer("staff", Entry(gettext_lazy("Staff"), "/staff", "staff.manage", 70, ("/staff/",)))


def people_page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    """Everybody, those invited, and the form that invites."""
    now, by = timezone.now(), agent_of(request)
    labels = {role.name: role.label for role in roles.all_roles()}
    shown = {
        "people": Agent.objects.prefetch_related("teams").order_by("-is_active", "name"),
        "invited": [(one, over(one, now), way(request, one)) for one in invitations.waiting()],
        "labels": labels,
        "grantable": [(name, label) for name, label in labels.items() if not people.may_give(by, name)],
        "teams": Team.objects.all(),
        "form": form,
        "now": now,
    }
    return render(request, "staff/people.html", shown, status=status)


def over(invitation: Invitation, now: datetime) -> bool:
    """Whether the link opens nothing any more, and somebody has to invite again."""
    return invitation.expires_at <= now or invitations.gives_no_more(invitation)


def link(request: HttpRequest, invitation: Invitation) -> str:
    """The whole address at which somebody takes the seat."""
    return request.build_absolute_uri(f"/join/{invitations.token(invitation)}")


def way(request: HttpRequest, invitation: Invitation) -> str:
    """The same for who may give that seat; else nothing, or they could take it themselves."""
    return "" if invitations.may_touch(agent_of(request), invitation) else link(request, invitation)


def known_agent(public_id: str) -> Agent:
    """The agent with this id. Raises Http404."""
    found = Agent.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404(public_id)
    return found


@page("/staff", may="staff.manage", name="people")
def everybody(request: HttpRequest) -> HttpResponseBase:
    """Who has a seat, who is invited."""
    return people_page(request, Form({"role": "agent"}))


@page("/staff/invite", may="staff.manage", methods=("POST",))
def invite(request: HttpRequest) -> HttpResponseBase:
    """Invite somebody by address. Their link stands in the list, and is mailed where that is possible."""
    form = typed(request, ("email", "role"))
    teams = request.POST.getlist("team")
    answer = invitations.invite(trail.actor(request), form.value("email"), form.value("role"), teams, timezone.now())
    if isinstance(answer, Refused):
        return people_page(request, form.with_faults(answer), 422)
    if invitations.mail(answer, link(request, answer)):
        tell(request, _("The invitation is on its way to %(email)s.") % {"email": answer.email})
    else:
        tell(request, _("%(email)s is invited. Copy the link and send it to them.") % {"email": answer.email})
    return HttpResponseRedirect("/staff#invited")


@page("/staff/invitations/<str:public_id>/withdraw", may="staff.manage", methods=("POST",))
def withdraw(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take an invitation back."""
    found = Invitation.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404(public_id)
    if refused := invitations.withdraw(trail.actor(request), found, timezone.now()):
        return people_page(request, Form({"role": "agent"}).with_faults(refused), 422)
    tell(request, _("The invitation of %(email)s is withdrawn; its link counts no longer.") % {"email": found.email})
    return HttpResponseRedirect("/staff")


def person_page(request: HttpRequest, agent: Agent, faults: tuple[Refused, ...] = (), way_in: str = "") -> HttpResponse:
    """One person's page, with a new way back in where one was made for them."""
    by = agent_of(request)
    options = [(role.name, role.label) for role in roles.all_roles()]
    shown = {
        "person": agent,
        "form": Form({"role": agent.role}, faults),
        "roles": [(name, label) for name, label in options if name == agent.role or not people.may_give(by, name)],
        "teams": Team.objects.all(),
        "within": set(agent.teams.values_list("pk", flat=True)),
        "second": factors.has_second(agent),
        "untouchable": people.may_touch(by, agent),
        "oneself": agent == by,
        "way_in": way_in,
        "permissions": [rules.PERMISSIONS[one] for one in rules.PERMISSIONS if one in agent.granted],
    }
    return render(request, "staff/person.html", shown, status=422 if faults else 200)


@page("/staff/people/<str:public_id>", may="staff.manage", methods=("GET", "POST"))
def person(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One person: role and teams."""
    agent = known_agent(public_id)
    if request.method != "POST":
        return person_page(request, agent)
    who, now = trail.actor(request), timezone.now()
    role, teams = typed(request, ("role",)).value("role"), request.POST.getlist("team")
    if refused := people.change_seat(who, agent, role, teams, now):
        return person_page(request, agent, (refused,))
    if not pending.still_seated(request, agent_of(request), "/", now):
        return HttpResponseRedirect("/sign-in/set-up")
    tell(request, _("Kept."))
    return HttpResponseRedirect(request.path)


@page("/staff/people/<str:public_id>/off", may="staff.manage", methods=("POST",))
def switch_off(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take somebody's seat."""
    agent = known_agent(public_id)
    if refused := people.switch_off(trail.actor(request), agent, timezone.now()):
        return person_page(request, agent, (refused,))
    said = _("%(name)s is switched off and signed out everywhere. What they wrote stays.") % {"name": agent.name}
    tell(request, said, undo=f"/staff/people/{public_id}/on")
    return HttpResponseRedirect(f"/staff/people/{public_id}")


@page("/staff/people/<str:public_id>/on", may="staff.manage", methods=("POST",))
def switch_on(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Give it back."""
    agent = known_agent(public_id)
    if refused := people.switch_on(trail.actor(request), agent, timezone.now()):
        return person_page(request, agent, (refused,))
    tell(request, _("%(name)s can sign in again.") % {"name": agent.name})
    return HttpResponseRedirect(f"/staff/people/{public_id}")
