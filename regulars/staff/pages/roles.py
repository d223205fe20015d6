"""Roles: what each may do."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.staff import roles, rules, trail
from regulars.staff.models.role import Settled
from regulars.staff.seat import agent_of
from regulars.staff.second import pending
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.routes import page


def roles_page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    """All roles side by side, and the form for a new one."""
    shown = {
        "roles": roles.all_roles(),
        "permissions": rules.PERMISSIONS,
        "own": agent_of(request).granted,
        "may_show": agent_of(request).settled,
        "reaches": rules.REACHES,
        "is_wider": rules.is_wider,
        "owner": agent_of(request).role == rules.OWNER,
        "form": form,
    }
    return render(request, "staff/roles.html", shown, status=status)


@page("/staff/roles", may="staff.manage", name="roles")
def list_roles(request: HttpRequest) -> HttpResponseBase:
    """What each role may do."""
    return roles_page(request, Form())


@page("/staff/roles/make", may="staff.manage", methods=("POST",))
def make_role(request: HttpRequest) -> HttpResponseBase:
    """A new role."""
    form = typed(request, ("label",))
    answer = roles.make(trail.actor(request), form.value("label"), timezone.now())
    if isinstance(answer, Refused):
        return roles_page(request, form.with_faults(answer), 422)
    tell(request, _("%(role)s is there. Now tick what it may do.") % {"role": answer.label})
    return HttpResponseRedirect(f"/staff/roles#{answer.name}")


@page("/staff/roles/<slug:role>/settle", may="staff.manage", methods=("POST",))
def change_role(request: HttpRequest, role: str) -> HttpResponseBase:
    """Settle what a role may do."""
    asked = request.POST
    chosen = Settled(frozenset(asked.getlist("permission")), asked.get("reach", ""), "masked" not in asked)
    answer = roles.change(trail.actor(request), role, chosen, "needs_second" in asked, timezone.now())
    if isinstance(answer, Refused):
        return roles_page(request, Form().with_faults(answer), 422)
    if not pending.still_seated(request, agent_of(request), "/staff/roles", timezone.now()):
        return HttpResponseRedirect("/sign-in/set-up")
    tell(request, _("What %(role)s may do is settled.") % {"role": answer.label})
    return HttpResponseRedirect(f"/staff/roles#{role}")


@page("/staff/roles/<slug:role>/remove", may="staff.manage", methods=("POST",))
def remove_role(request: HttpRequest, role: str) -> HttpResponseBase:
    """Take a role away."""
    if roles.find(role) is None:
        raise Http404(role)
    if refused := roles.remove(trail.actor(request), role, timezone.now()):
        return roles_page(request, Form().with_faults(refused), 422)
    tell(request, _("The role is removed."))
    return HttpResponseRedirect("/staff/roles")
