"""The terms of the house, as the owner settles them. Each verb is one transaction and stands in the audit trail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base import money
from regulars.base.results import Refused
from regulars.practices.promises.models import Term
from regulars.staff import changes, trail
from regulars.staff.auditing import ACTS
from regulars.staff.trail import Actor
from regulars.web.forms import Form

ACTS.offer("term.settled", gettext_lazy("settled a term"))
ACTS.offer("term.removed", gettext_lazy("removed a term"))
changes.offer(
    "term",
    {
        "words": gettext_lazy("Words by which it is meant"),
        "never": gettext_lazy("Words that are never so"),
        "amount": changes.Field(gettext_lazy("Amount"), changes.money),
    },
)
FIELDS = ("name", "words", "days", "amount", "currency", "never")
LONGEST_NAME = 80
MOST_DAYS = 3660


def in_form(form: Form) -> Mapping[str, Any] | Refused:
    """The columns of a term as it was typed; what is wrong with it."""
    days, amount = form.value("days"), form.value("amount")
    currency = form.value("currency").upper() or "EUR"
    if not form.value("name") or len(form.value("name")) > LONGEST_NAME:
        return Refused(_("Give it a name of at most 80 letters, such as Returns."), "name")
    if not form.value("words"):
        return Refused(_("Write the words by which a sentence is about it, one a line."), "words")
    if days and not (days.isascii() and days.isdigit() and 0 < int(days) <= MOST_DAYS):
        return Refused(_("“%(days)s” is no number of days. Write one like 30.") % {"days": days[:20]}, "days")
    if not (days or amount or form.value("never")):
        return Refused(_("Say what it holds: days, an amount, or words that are never so."), "days")
    if amount and currency not in money.CODES:
        return Refused(_("“%(code)s” is no currency. Write a code like EUR.") % {"code": currency[:10]}, "currency")
    try:
        minor = money.parse(amount, currency) if amount else None
    except money.NotMoney:
        return Refused(_("“%(amount)s” is no amount. Write it like 50.00.") % {"amount": amount[:60]}, "amount")
    return {
        "name": form.value("name"),
        "words": form.value("words"),
        "days": int(days) if days else None,
        "amount": minor,
        "currency": currency if amount else "",
        "never": form.value("never"),
    }


def settle(who: Actor, term: Term | None, columns: Mapping[str, Any], now: datetime) -> Term | Refused:
    """Write a term down, or change it."""
    before = told(term) if term else None
    row = term or Term()
    for name, value in columns.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
            trail.record(who, "term.settled", f"term:{row.public_id}", before=before, after=told(row), now=now)
    except IntegrityError:
        return Refused(_("There is a term of that name already. Change that one, or choose another name."), "name")
    return row


def remove(who: Actor, term: Term, now: datetime) -> None:
    """It holds no longer."""
    with transaction.atomic():
        if Term.objects.filter(pk=term.pk).delete()[0]:
            trail.record(who, "term.removed", f"term:{term.public_id}", before=told(term), now=now)


def told(term: Term) -> dict[str, object]:
    """A term for the audit trail."""
    return {name: getattr(term, name) for name in FIELDS}
