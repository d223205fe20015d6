"""Giving one row to another person."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book import who
from regulars.book.eyes import eyes_of
from regulars.book.merging import moving
from regulars.book.merging.belongings import BELONGINGS, Belonging
from regulars.book.merging.pages.merging import chosen
from regulars.book.merging.pages.picking import asked_for, others
from regulars.book.merging.seen import open_to
from regulars.book.models import Customer, Move
from regulars.staff.seat import agent_of
from regulars.web import flash
from regulars.web.routes import page
from regulars.web.templating import url


def named(request: HttpRequest, code: str, key: str) -> tuple[Belonging, Any, str]:
    """The kind, the row, and what it says. Raises Http404 where there is none, or this agent may not see it."""
    one = BELONGINGS.get(code)
    if one is None or not one.movable or (one.key == "pk" and not (key.isdecimal() and len(key) < 19)):
        raise Http404(code)
    row = one.model._default_manager.filter(**{one.key: key}).first()
    said = one.words(row, eyes_of(agent_of(request))) if row is not None else ""
    if not said:
        raise Http404(key)
    return one, row, said


@page("/give/<str:belonging>/<str:row>", may="conversation.work", methods=("GET", "POST"))
def give(request: HttpRequest, belonging: str, row: str) -> HttpResponseBase:
    """Choose to whom a conversation, note, fact or record belongs, and give it to them."""
    one, thing, said = named(request, belonging, row)
    owner = Customer.objects.get(pk=moving.owner(one, thing))
    if request.method != "POST":
        return giving(request, one, thing, said, owner)
    to = chosen(request, request.POST.get("to", ""), owner)
    if to is None:
        return giving(request, one, thing, said, owner, Refused(_("Choose somebody else than whose it is now.")))
    made = moving.move(one, thing, to, agent_of(request), timezone.now())
    if isinstance(made, Refused):
        return giving(request, one, thing, said, owner, made)
    told = _("“%(what)s” belongs to %(name)s now.") % {"what": said[:80], "name": who.person(to).name}
    flash.tell(request, told, url("undo_move", public_id=made.public_id))
    return redirect(url("customer", public_id=to.public_id))


def giving(
    request: HttpRequest, one: Belonging, row: Any, said: str, owner: Customer, refused: Refused | None = None
) -> HttpResponse:
    """The page that looks for the other person."""
    typed = asked_for(request)
    shown = {
        "kind": one,
        "key": getattr(row, one.key),
        "said": said,
        "customer": owner,
        "name": who.person(owner).name,
        "typed": typed,
        "found": others(request, typed, (owner.public_id,)),
        "refused": refused or moving.stays_put(one, row),
    }
    return render(request, "book/merging/give.html", shown, status=409 if refused else 200)


@page("/moves/<str:public_id>/undo", may="conversation.work", methods=("POST",))
def undo_move(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take back that a row was given to somebody."""
    move = Move.objects.filter(public_id=public_id).first()
    if move is None or not open_to(eyes_of(agent_of(request)), [(move.before_id, move.to_id)]):
        raise Http404(public_id)
    made = moving.undo_move(move, agent_of(request), timezone.now())
    row = moving.of_move(move)
    owner = moving.owner(BELONGINGS.offers[move.belonging], row) if row is not None else move.before_id
    flash.tell(request, made.reason if isinstance(made, Refused) else _("It is where it was before."))
    return redirect(url("customer", public_id=Customer.objects.get(pk=owner).public_id))
