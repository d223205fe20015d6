"""Verbs of allowances: to settle a role's, a person's, and what is usual. All are in the audit trail."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.money import CODES
from regulars.base.results import Refused
from regulars.staff import changes, roles, trail
from regulars.staff.allowances import rules
from regulars.staff.allowances.known import usual
from regulars.staff.allowances.rules import Usual
from regulars.staff.auditing import ACTS
from regulars.staff.models import Agent, Allowance, Guidance
from regulars.staff.trail import Actor

for act, words in {
    "allowance.role": gettext_lazy("settled the allowance of a role"),
    "allowance.person": gettext_lazy("settled a person's own allowance"),
    "allowance.usual": gettext_lazy("settled what is usual by severity"),
}.items():
    ACTS.offer(act, words)
changes.offer(
    "allowance",
    {
        "amount": changes.Field(gettext_lazy("Amount"), changes.money),
        "period": changes.Field(gettext_lazy("Period"), changes.among(rules.PERIODS)),
        **{name: changes.Field(label, changes.money) for name, label in rules.SEVERITIES.items()},
    },
)


def settle_role(who: Actor, role: str, amount: int, period: str, now: datetime) -> Refused | None:
    """What everybody with this role may give in a period."""
    if roles.find(role) is None:
        return Refused(_("There is no such role any more."))
    if refused := fault(amount, period):
        return refused
    with transaction.atomic():
        row = Allowance.objects.filter(role=role, agent=None).first() or Allowance(role=role)
        keep(who, row, "allowance.role", f"role:{role}", amount, period, now)
    return None


def settle_person(who: Actor, agent: Agent, amount: int, period: str, now: datetime) -> Refused | None:
    """What one person may give, whatever their role says. Nobody settles their own."""
    if agent.pk == who.agent.pk:
        return Refused(_("Nobody settles their own allowance. Ask a colleague."))
    if refused := fault(amount, period):
        return refused
    with transaction.atomic():
        row = Allowance.objects.filter(agent=agent).first() or Allowance(agent=agent)
        keep(who, row, "allowance.person", f"agent:{agent.public_id}", amount, period, now)
    return None


def as_role(who: Actor, agent: Agent, now: datetime) -> Refused | None:
    """Let somebody have what their role has again."""
    if agent.pk == who.agent.pk:
        return Refused(_("Nobody settles their own allowance. Ask a colleague."))
    with transaction.atomic():
        row = Allowance.objects.filter(agent=agent).first()
        if row is not None:
            before = limit_told(row.amount, row.period)
            row.delete()
            trail.record(who, "allowance.person", f"agent:{agent.public_id}", before=before, after={}, now=now)
    return None


def settle_usual(who: Actor, wanted: Usual, now: datetime) -> Refused | None:
    """The currency of all allowances, and up to which amount is usual by severity."""
    if wanted.currency not in CODES:
        return Refused(_("Name a currency by its three letters, such as EUR."), "currency")
    if not 0 <= wanted.minor <= wanted.serious <= wanted.severe <= rules.MOST:
        return Refused(_("A graver matter has at least as much as a lighter one."), "serious")
    with transaction.atomic():
        before, row = usual(), Guidance.objects.order_by("pk").first() or Guidance()
        row.currency, row.minor, row.serious, row.severe = (
            wanted.currency,
            wanted.minor,
            wanted.serious,
            wanted.severe,
        )
        row.save()
        trail.record(who, "allowance.usual", "desk:usual", before=told(before), after=told(wanted), now=now)
    return None


def limit_told(amount: int, period: str) -> dict[str, object]:
    """A limit as the trail has it."""
    return {"amount": amount, "period": period, "currency": usual().currency}


def told(one: Usual) -> dict[str, object]:
    """As the trail has it."""
    return {"currency": one.currency, "minor": one.minor, "serious": one.serious, "severe": one.severe}


def fault(amount: int, period: str) -> Refused | None:
    """What is wrong with a limit."""
    if period not in rules.PERIODS:
        return Refused(_("Choose a day, a week or a month."), "period")
    if not 0 <= amount <= rules.MOST:
        return Refused(_("Write an amount from zero on, such as 200."), "amount")
    return None


def keep(who: Actor, row: Allowance, act: str, on: str, amount: int, period: str, now: datetime) -> None:
    """Write it down, in the caller's transaction."""
    before = limit_told(row.amount, row.period) if row.pk else {}
    row.amount, row.period = amount, period
    row.save()
    trail.record(who, act, on, before=before, after=limit_told(amount, period), now=now)
