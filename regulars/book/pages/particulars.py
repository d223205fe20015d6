"""How somebody is called and addressed, in which language, and which time it is where they are."""

from django.conf.locale import LANG_INFO
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.book import naming, who
from regulars.book.models import Customer
from regulars.staff.rules import available_time_zones
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.routes import page


@page("/customers/<str:public_id>/particulars", may="book.write", methods=("GET", "POST"))
def particulars(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The form, and what it changes."""
    customer = who.customer(agent_of(request), public_id)
    if request.method != "POST":
        return form_page(request, customer, Form({field: getattr(customer, field) for field in naming.FIELDS}))
    form, agent = typed(request, naming.FIELDS), agent_of(request)
    faults = [one for field in naming.FIELDS if (one := naming.fault(field, form.value(field)))]
    if not faults:
        wanted = {field: form.value(field) for field in naming.FIELDS if field in request.POST}
        refused = naming.change(customer, wanted, timezone.now(), by=agent.name, by_id=agent.public_id)
        faults = [refused] if refused else []
    if faults:
        return form_page(request, customer, form.with_faults(*faults), 422)
    tell(request, _("Kept."))
    return redirect("customer", public_id=customer.public_id)


def form_page(request: HttpRequest, customer: Customer, form: Form, status: int = 200) -> HttpResponse:
    """The page with its form."""
    shown = {
        "customer": customer,
        "form": form,
        "zones": sorted(available_time_zones()),
        "languages": sorted((tag, known["name_local"]) for tag, known in LANG_INFO.items() if "name_local" in known),
    }
    return render(request, "book/particulars.html", shown, status=status)
