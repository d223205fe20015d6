"""Hours and absences as values, read from the rows."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from regulars.engine.rows import parsed
from regulars.staff.hours.rules import Away, Hours, Span
from regulars.staff.models import Absence, Holiday, OpeningHours

# For a page that asks for something else anyhow: the hours of the desk as two more parts of its statement.
HOURS = ("hours", "holiday")
TOLD = """
select 'hours', zone, cast(spans as text) from staff_openinghours where whose = 'desk'
union all
select 'holiday', cast(day as text), name from staff_holiday
"""


def told(rows: Sequence[Sequence[Any]]) -> Hours:
    """When the desk is there, from the rows of TOLD."""
    zone, spans = next(((one[1], parsed(one[2])) for one in rows if one[0] == "hours"), ("UTC", []))
    holidays = {date.fromisoformat(one[1]): one[2] for one in rows if one[0] == "holiday"}
    return Hours(zone, tuple(Span(*span) for span in spans), holidays) if spans else Hours()


def hours(team: str = OpeningHours.DESK) -> Hours:
    """When a team (public id) is there, with the holidays of all; without hours of its own it has those of the desk.
    Two statements."""
    found = {row.whose: row for row in OpeningHours.objects.filter(whose__in=(OpeningHours.DESK, team))}
    row = found.get(team) or found.get(OpeningHours.DESK)
    if row is None or not row.spans:
        return Hours()
    return Hours(row.zone, spans(row), dict(Holiday.objects.values_list("day", "name")))


def spans(row: OpeningHours) -> tuple[Span, ...]:
    """The spans of a row."""
    return tuple(Span(*span) for span in row.spans)


def absences(since: date, agents: Collection[int] | None = None) -> tuple[Away, ...]:
    """Who is away on that day or later; of these agents only, where they are named. One statement."""
    found = Absence.objects.filter(last__gte=since).order_by("first", "pk")
    if agents is not None:
        found = found.filter(agent__in=agents)
    return tuple(
        Away(agent, first, last, holder or 0)
        for agent, first, last, holder in found.values_list("agent_id", "first", "last", "holder_id")
    )
