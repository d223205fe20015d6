"""How much of what is new each agent takes, and where one goes after an act."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.conversations.assignment import limits
from regulars.conversations.models import Workload
from regulars.staff.seat import agent_of
from regulars.web import flash
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import SIGNED_IN, page

MENU.offer("workload", Entry(gettext_lazy("Workload"), "/workload", "desk.settle", 62))


@page("/workload", may="desk.settle", methods=("GET", "POST"))
def workload(request: HttpRequest) -> HttpResponseBase:
    """Who has how much, and the limit of each."""
    if request.method != "POST":
        return seats(request, Form())
    form = typed(request, ("agent", "most"))
    if fault := limits.limit(form.value("agent"), form.value("most")):
        return seats(request, form.with_faults(fault), 422)
    flash.tell(request, _("Kept."))
    return redirect("workload")


def seats(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    """The page, perhaps with what is wrong."""
    return render(request, "conversations/workload.html", {"seats": limits.seats(), "form": form}, status=status)


@page("/account/onward", may=SIGNED_IN, methods=("GET", "POST"))
def onward(request: HttpRequest) -> HttpResponseBase:
    """Where one goes after closing, putting off or calling spam what was opened from a list."""
    agent = agent_of(request)
    if request.method != "POST":
        kept = Workload.objects.filter(agent=agent).values_list("onward", flat=True).first() or Workload.NEXT
        return render(request, "conversations/onward.html", {"kept": kept})
    limits.go_onward(agent, request.POST.get("onward", ""))
    flash.tell(request, _("Kept."))
    return redirect("onward")
