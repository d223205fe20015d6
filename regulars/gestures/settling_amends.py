"""Settling how one of the amends is used: from the form to a row, and back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.money import NotMoney, parse
from regulars.base.results import Refused
from regulars.gestures.contract import Limits, Settled
from regulars.gestures.models import AmendsSetting
from regulars.staff import changes, trail
from regulars.staff.allowances.known import usual
from regulars.staff.auditing import ACTS
from regulars.staff.trail import Actor
from regulars.web.forms import Form
from regulars.web.words import in_field

ACTS.offer("amends.settled", gettext_lazy("settled how amends are used"))
changes.offer(
    "amends",
    {
        "on": gettext_lazy("In use"),
        "at_least": changes.Field(gettext_lazy("At least"), changes.money),
        "at_most": changes.Field(gettext_lazy("At most"), changes.money),
        "per_customer": gettext_lazy("How often for one customer"),
        "cost_percent": gettext_lazy("What it costs us of its worth, in percent"),
    },
)
FIELDS = ("on", "at_least", "at_most", "times", "days", "cost_percent")
MOST_TIMES, MOST_DAYS, MOST_PERCENT = 1000, 3650, 1000


def form_of(known: Settled, currency: str) -> Form:
    """What holds, as a form shows it."""
    limits = known.limits
    return Form(
        {
            "on": "yes" if known.on else "",
            "at_least": in_field(limits.at_least, currency),
            "at_most": in_field(limits.at_most, currency),
            "times": str(limits.times),
            "days": str(limits.days),
            "cost_percent": str(known.cost_percent),
        }
    )


def settle(code: str, form: Form, roles: Sequence[str], who: Actor, now: datetime) -> Refused | None:
    """Write down what was typed for one of the amends."""
    read = understood(form, roles)
    if isinstance(read, Refused):
        return read
    limits = read.limits
    fields = {
        "on": read.on,
        "at_least": limits.at_least,
        "at_most": limits.at_most,
        "per_customer": limits.times,
        "days": limits.days,
        "cost_percent": read.cost_percent,
        "roles": sorted(read.roles),
    }
    with transaction.atomic():
        before = AmendsSetting.objects.filter(code=code).values(*fields).first()
        AmendsSetting.objects.update_or_create(code=code, defaults=fields)
        # Amounts are read with their currency beside them.
        told = {"currency": usual().currency}
        was = before and {**before, **told}
        trail.record(who, "amends.settled", f"amends:{code}", before=was, after={**fields, **told}, now=now)
    return None


def understood(form: Form, roles: Sequence[str]) -> Settled | Refused:
    """What was typed, or what is wrong with it."""
    currency = usual().currency
    amounts = []
    for name in ("at_least", "at_most"):
        try:
            amounts.append(parse(form.value(name) or "0", currency))
        except NotMoney as wrong:
            return Refused(str(wrong), name)
    if not 0 <= amounts[0] <= amounts[1]:
        return Refused(_("The higher amount is at least the lower one."), "at_most")
    numbers = []
    for name, most in (("times", MOST_TIMES), ("days", MOST_DAYS), ("cost_percent", MOST_PERCENT)):
        written = form.value(name)
        if not written.isascii() or not written.isdigit() or int(written[:9]) > most:
            return Refused(_("Write a whole number, at most %(most)s.") % {"most": most}, name)
        numbers.append(int(written))
    (least, most), (times, days, percent) = amounts, numbers
    return Settled(bool(form.value("on")), Limits(least, most, times, days), percent, frozenset(roles))
