"""Verbs of hours, holidays and absences. Each is one transaction, and each stands in the audit trail."""

from calendar import day_name
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.staff import changes, trail
from regulars.staff.auditing import ACTS
from regulars.staff.hours import rules
from regulars.staff.hours.rules import Span
from regulars.staff.models import Absence, Agent, Holiday, OpeningHours, Team
from regulars.staff.rules import is_zone
from regulars.staff.trail import Actor

for act, words in {
    "hours.settled": gettext_lazy("settled opening hours"),
    "holiday.made": gettext_lazy("closed on a day"),
    "holiday.removed": gettext_lazy("opened on a day after all"),
    "absence.made": gettext_lazy("noted an absence of"),
    "absence.removed": gettext_lazy("took back an absence of"),
}.items():
    ACTS.offer(act, words)
# They were written by the names of Python's calendar.
changes.offer("hours", {name: WEEKDAYS[day] for day, name in enumerate(day_name)})
changes.offer(
    "absence",
    {
        "first": gettext_lazy("From"),
        "last": gettext_lazy("Until"),
        "holder": changes.Field(gettext_lazy("In their place"), changes.agents),
    },
)


def settle(who: Actor, team: Team | None, zone: str, spans: tuple[Span, ...], now: datetime) -> Refused | None:
    """Say when a team is there, or the whole desk; without any span, that nobody has said so."""
    if not is_zone(zone):
        return Refused(_("“%(zone)s” is no time zone. Write one like Europe/Vienna.") % {"zone": zone}, "zone")
    whose = team.public_id if team else OpeningHours.DESK
    after = {"zone": zone, "spans": [[one.weekday, one.opens, one.closes] for one in spans]}
    with transaction.atomic():
        row = OpeningHours.objects.select_for_update().filter(whose=whose).first()
        before = {"zone": row.zone, "spans": row.spans} if row else {"zone": "", "spans": []}
        if before == after:
            return None
        if spans:
            OpeningHours.objects.update_or_create(whose=whose, defaults={"team": team, **after})
        else:
            OpeningHours.objects.filter(whose=whose).delete()
        trail.record(who, "hours.settled", f"hours:{whose}", before=told(before), after=told(after), now=now)
    return None


def told(row: Mapping[str, Any]) -> dict[str, str]:
    """The zone, and the hours of each day as somebody reads and writes them; a day without any is empty."""
    found = [Span(*one) for one in row["spans"]]
    return {"zone": row["zone"], **{name: rules.written(found, day) for day, name in enumerate(day_name)}}


def close_on(who: Actor, day: date, name: str, now: datetime) -> None:
    """Be closed on a day; said again, it gets the new name."""
    with transaction.atomic():
        Holiday.objects.update_or_create(day=day, defaults={"name": name.strip()[: rules.LONGEST_NAME]})
        trail.record(who, "holiday.made", f"holiday:{day}", after={"name": name.strip()}, now=now)


def open_on(who: Actor, day: date, now: datetime) -> None:
    """Be open on a day after all."""
    with transaction.atomic():
        if Holiday.objects.filter(day=day).delete()[0]:
            trail.record(who, "holiday.removed", f"holiday:{day}", now=now)


def go_away(
    who: Actor, agent: Agent, first: date, last: date, holder: Agent | None, now: datetime
) -> Absence | Refused:
    """Be away on these days; `holder` has one's matters meanwhile. Said twice, it is one absence."""
    if refused := rules.absence_fault(first, last, agent.pk, holder.pk if holder else 0):
        return refused
    with transaction.atomic():
        row, made = Absence.objects.update_or_create(agent=agent, first=first, last=last, defaults={"holder": holder})
        after = {"first": str(first), "last": str(last), "holder": holder.public_id if holder else ""}
        if made:
            trail.record(who, "absence.made", f"agent:{agent.public_id}", after=after, now=now)
    return row


def stay(who: Actor, absence: Absence, now: datetime) -> None:
    """Take an absence back."""
    with transaction.atomic():
        if Absence.objects.filter(pk=absence.pk).delete()[0]:
            before = {"first": str(absence.first), "last": str(absence.last)}
            trail.record(who, "absence.removed", f"agent:{absence.agent.public_id}", before=before, now=now)
