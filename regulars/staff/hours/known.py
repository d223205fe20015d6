"""Hours and absences as values, read from the rows."""

from collections.abc import Collection
from datetime import date

from regulars.staff.hours.rules import Away, Span
from regulars.staff.models import Absence, OpeningHours


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
