"""What is to be done for a customer, on their page and beside their conversations, and the way to say that it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.book import acts
from regulars.book.eyes import eyes_of
from regulars.book.glance import matters
from regulars.book.models import Customer, Task
from regulars.book.slots import SECTIONS, Section
from regulars.book.today.slots import TODAY
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web import flash
from regulars.web.forms import page_before
from regulars.web.routes import page
from regulars.web.templating import url


def contents(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any] | None:
    """What the section shows; nothing where nothing is to be done. A practice that offers its own matters to Today has
    its own way to settle them."""
    own = {name for name, _offer in TODAY}
    found = matters.tasks(customer, eyes_of(agent))
    todo = [one for one in found if one.practice not in own]
    return {"todo": todo, "may_write": agent.may("book.write")} if todo else None


def named(request: HttpRequest, public_id: str) -> Task:
    """One that this agent may see. Raises Http404."""
    related = Task.objects.select_related("customer", "conversation__joined_to")
    found = related.filter(public_id=public_id).first()
    eyes = eyes_of(agent_of(request))
    if found is None or not (eyes.may_see(found.conversation) and eyes.books([found.customer_id])):
        raise Http404(public_id)
    return found


@page("/tasks/<str:public_id>/done", may="book.write", methods=("POST",), name="task_done")
def done(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Say that it is done."""
    refused = acts.complete(named(request, public_id), agent_of(request), timezone.now())
    if refused:
        flash.tell(request, refused.reason)
    else:
        undo = url("task_again", public_id=public_id)
        flash.tell(request, _("Done."), undo, int(acts.UNDO.total_seconds()))
    return redirect(page_before(request))


@page("/tasks/<str:public_id>/again", may="book.write", methods=("POST",), name="task_again")
def again(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """It is not done after all."""
    refused = acts.reopen(named(request, public_id), agent_of(request), timezone.now())
    flash.tell(request, refused.reason if refused else _("It is to be done again."))
    return redirect(page_before(request))


SECTIONS.offer("tasks", Section("side", 5, "book/todo/_section.html", contents, beside=True))
