"""What the owner settles: how each of the amends is used, and which systems are asked."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.gestures import settling_amends
from regulars.gestures.contract import AMENDS, Amends, Settled
from regulars.gestures.models import Sending, Webhook
from regulars.gestures.settled import settled
from regulars.gestures.settling_amends import FIELDS, form_of
from regulars.gestures.webhooks import acts
from regulars.gestures.webhooks.sending import again
from regulars.gestures.webhooks.slots import ASKERS, Told
from regulars.staff import roles
from regulars.staff.allowances.known import usual
from regulars.staff.trail import actor
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.templating import url

MENU.offer("amends", Entry(gettext_lazy("Amends"), "/amends", "allowance.settle", 65, ("/amends/",)))
MENU.offer("webhooks", Entry(gettext_lazy("Outside systems"), "/webhooks", "webhook.settle", 71, ("/webhooks/",)))
WEBHOOK_FIELDS = ("name", "address", "secret", "inside", "on")
NEWEST = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the amends with what holds for it, and the form to settle that."""

    amends: Amends
    settled: Settled
    form: Form


@page("/amends", may="allowance.settle", name="amends_settings")
def amends_settings(request: HttpRequest) -> HttpResponseBase:
    """All of them."""
    return amends_page(request, {})


def amends_page(request: HttpRequest, typed_in: dict[str, Form], status: int = 200) -> HttpResponseBase:
    """The page, perhaps with what was typed for one of them."""
    known, currency = settled(), usual().currency
    context = {
        "shown": [
            Shown(one, known[code], typed_in.get(code) or form_of(known[code], currency)) for code, one in AMENDS
        ],
        "roles": roles.all_roles(),
        "currency": currency,
    }
    return render(request, "gestures/amends.html", context, status=status)


@page("/amends/<slug:code>", may="allowance.settle", methods=("POST",), name="settle_amends")
def settle_amends(request: HttpRequest, code: str) -> HttpResponseBase:
    """Settle one of them."""
    if AMENDS.get(code) is None:
        raise Http404(code)
    form = typed(request, FIELDS, 30)
    refused = settling_amends.settle(code, form, request.POST.getlist("role"), actor(request), timezone.now())
    if refused:
        return amends_page(request, {code: form.with_faults(refused)}, 422)
    tell(request, _("Kept."))
    return redirect("amends_settings")


@page("/webhooks", may="webhook.settle", name="webhooks")
def webhooks(request: HttpRequest) -> HttpResponseBase:
    """All systems, what waits to be asked, and the form for a new one."""
    return webhooks_page(request, Form())


def webhooks_page(request: HttpRequest, form: Form, chosen: Sequence[str] = (), status: int = 200) -> HttpResponseBase:
    """The page."""
    newest = Sending.objects.select_related("webhook", "gesture").order_by("-at", "-pk")
    parked = list(newest.filter(state=Sending.PARKED)[:NEWEST])
    lately = list(newest.exclude(state=Sending.PARKED)[:NEWEST])
    context = {
        "webhooks": list(Webhook.objects.order_by("name", "pk")),
        "parked": parked,
        "lately": lately,
        "concerning": concerning([*parked, *lately]),
        "askable": acts.askable(),
        "chosen": chosen,
        "form": form,
    }
    return render(request, "gestures/webhooks.html", context, status=status)


def concerning(sendings: Sequence[Sending]) -> dict[int, Told]:
    """What they are about, by row id."""
    return {
        pk: about
        for name, asker in ASKERS
        for pk, about in asker.told([one for one in sendings if one.asker == name]).items()
    }


@page("/webhooks/new", may="webhook.settle", methods=("POST",), name="new_webhook")
def new_webhook(request: HttpRequest) -> HttpResponseBase:
    """A new one. Its secret is shown once, on the page that comes back."""
    form, codes = typed(request, WEBHOOK_FIELDS, 501), request.POST.getlist("code")
    made = acts.keep(None, wanted(form, codes), actor(request), timezone.now())
    if isinstance(made, Refused):
        return webhooks_page(request, form.with_faults(made), codes, 422)
    return webhook_page(request, made[0], Form(), made[1])


@page("/webhooks/<str:public_id>", may="webhook.settle", methods=("GET", "POST"), name="webhook")
def webhook(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Change one."""
    found = webhook_of(public_id)
    if request.method != "POST":
        return webhook_page(request, found, Form())
    form, codes = typed(request, WEBHOOK_FIELDS, 501), request.POST.getlist("code")
    kept = acts.keep(found, wanted(form, codes), actor(request), timezone.now())
    if isinstance(kept, Refused):
        return webhook_page(request, found, form.with_faults(kept), chosen=codes, status=422)
    tell(request, _("Kept."))
    return redirect("webhooks")


@page("/webhooks/<str:public_id>/secret", may="webhook.settle", methods=("POST",), name="new_webhook_secret")
def new_webhook_secret(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Another secret, shown once."""
    found = webhook_of(public_id)
    secret = acts.new_secret(found, actor(request), timezone.now())
    return webhook_page(request, webhook_of(public_id), Form(), secret)


@page("/webhooks/<str:public_id>/secret/before", may="webhook.settle", methods=("POST",), name="forget_webhook_secret")
def forget_webhook_secret(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The secret before signs nothing any more."""
    acts.forget_before(webhook_of(public_id), actor(request), timezone.now())
    tell(request, _("Only the new secret signs now."))
    return redirect(url("webhook", public_id=public_id))


def webhook_page(
    request: HttpRequest,
    found: Webhook,
    form: Form,
    secret: str = "",
    chosen: Sequence[str] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """One system with its form."""
    filled = {"name": found.name, "address": found.address, "secret": ""}
    ticked = {"inside": "yes" if found.inside else "", "on": "yes" if found.on else ""}
    context = {
        "webhook": found,
        "form": form if form.faults else Form({**filled, **ticked}),
        "chosen": found.codes if chosen is None else chosen,
        "askable": acts.askable(),
        "secret": secret,
        "now": timezone.now(),
    }
    return render(request, "gestures/webhook.html", context, status=status)


def wanted(form: Form, codes: Sequence[str]) -> acts.Wanted:
    """What was typed."""
    return acts.Wanted(
        form.value("name"),
        form.value("address"),
        frozenset(codes),
        inside=bool(form.value("inside")),
        on=bool(form.value("on")),
        secret=form.value("secret"),
    )


def webhook_of(public_id: str) -> Webhook:
    """Raises Http404."""
    found = Webhook.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404(public_id)
    return found


@page("/sendings/<str:public_id>/again", may="webhook.settle", methods=("POST",), name="ask_system_again")
def ask_system_again(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Try a parked one anew."""
    found = Sending.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404(public_id)
    done = again(found, timezone.now())
    tell(request, _("It is asked again.") if done else _("That is settled already."))
    return redirect("webhooks")
