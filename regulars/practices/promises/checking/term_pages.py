"""The page of terms: what holds for every customer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.practices.promises.checking import settling
from regulars.practices.promises.models import Term
from regulars.staff import trail
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.words import in_field

MAY = "desk.settle"
MENU.offer("terms", Entry(gettext_lazy("Terms"), "/terms", MAY, 65, ("/terms/",)))


def known(public_id: str) -> Term:
    """A term by its public id. Raises Http404."""
    found = Term.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404(public_id)
    return found


def terms_page(request: HttpRequest, form: Form, of: Term | None = None, status: int = 200) -> HttpResponse:
    """All of them, with a form for a new one or for the one that is changed."""
    shown = {"terms": [(one, amount_of(one)) for one in Term.objects.all()], "form": form, "of": of}
    return render(request, "promises/terms.html", shown, status=status)


def amount_of(term: Term) -> str:
    """The amount of a term, as it is typed."""
    return in_field(term.amount, term.currency) if term.amount is not None else ""


@page("/terms", may=MAY, methods=("GET", "POST"), name="terms")
def terms(request: HttpRequest) -> HttpResponseBase:
    """All terms; a new one."""
    if request.method != "POST":
        return terms_page(request, Form({"currency": "EUR"}))
    return settled(request, None)


@page("/terms/<str:public_id>", may=MAY, methods=("GET", "POST"), name="term")
def term(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One of them, to be changed."""
    one = known(public_id)
    if request.method == "POST":
        return settled(request, one)
    kept = {name: getattr(one, name) or "" for name in settling.FIELDS}
    return terms_page(request, Form({**kept, "days": str(one.days or ""), "amount": amount_of(one)}), one)


def settled(request: HttpRequest, one: Term | None) -> HttpResponse:
    """Keep what was typed, or say what is wrong with it."""
    form = typed(request, settling.FIELDS)
    columns = settling.in_form(form)
    made = (
        columns if isinstance(columns, Refused) else settling.settle(trail.actor(request), one, columns, timezone.now())
    )
    if isinstance(made, Refused):
        return terms_page(request, form.with_faults(made), one, 422)
    tell(request, _("Kept."))
    return redirect("terms")


@page("/terms/<str:public_id>/remove", may=MAY, methods=("POST",), name="remove_term")
def remove_term(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """It holds no longer."""
    settling.remove(trail.actor(request), known(public_id), timezone.now())
    return redirect("terms")
