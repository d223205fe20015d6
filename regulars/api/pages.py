"""Where tokens are made and withdrawn."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.api import rules, tokens
from regulars.api.models import Token
from regulars.base.results import Refused
from regulars.staff.seat import agent_of
from regulars.web import flash
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

MOST_SHOWN = 200
FIRST = {"days": "365"}

MENU.offer("tokens", Entry(gettext_lazy("Programs"), "/tokens", "api.settle", 70))


def tokens_page(
    request: HttpRequest, form: Form, chosen: list[str], secret: str = "", status: int = 200
) -> HttpResponse:
    """All tokens, those that open something first, and the form for a new one."""
    now = timezone.now()
    rows = list(Token.objects.select_related("made_by").order_by("-made_at", "-pk")[:MOST_SHOWN])
    live = [row for row in rows if rules.live(row.expires_at, row.withdrawn_at, now)]
    shown = {
        "live": live,
        "idle": {row.pk for row in live if not tokens.is_answered_for(row)},
        "ended": [row for row in rows if row not in live],
        "scopes": rules.SCOPES,
        "chosen": chosen,
        "form": form,
        "secret": secret,
    }
    return render(request, "api/tokens.html", shown, status=status)


@page("/tokens", may="api.settle", name="tokens")
def list_tokens(request: HttpRequest) -> HttpResponseBase:
    """Which programs may ask, and what."""
    return tokens_page(request, Form(FIRST), [])


@page("/tokens/make", may="api.settle", methods=("POST",))
def make_token(request: HttpRequest) -> HttpResponseBase:
    """A new token; its secret is shown on this page and never again."""
    form, chosen = typed(request, ("name", "days")), request.POST.getlist("scope")
    made = tokens.make(form.value("name"), chosen, days(form.value("days")), agent_of(request), timezone.now())
    if isinstance(made, Refused):
        return tokens_page(request, form.with_faults(made), chosen, status=422)
    return tokens_page(request, Form(FIRST), [], made.secret)


def days(written: str) -> int | None:
    """How many; None for an empty field, 0 for what is no number."""
    if not written:
        return None
    return int(written) if written.isdecimal() and len(written) <= 4 else 0


@page("/tokens/<str:public_id>/withdraw", may="api.settle", methods=("POST",), name="withdraw_token")
def withdraw_token(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Let a token open nothing any more."""
    token = Token.objects.filter(public_id=public_id).first()
    if token is None:
        raise Http404(public_id)
    tokens.withdraw(token, agent_of(request), timezone.now())
    flash.tell(request, _("%(name)s opens nothing any more.") % {"name": token.name})
    return redirect("tokens")
