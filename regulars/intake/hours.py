"""When somebody is there who answers in an inbox: the hours of the team that alone has it, else those of the desk."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from regulars.engine.rows import parsed, rows
from regulars.staff.hours.rules import Hours, Span

# For a page that asks for something else anyhow: three more parts of its statement, with the params of `asked`.
PARTS = ("team", "desk", "holiday")
TOLD = """
select 'team', o.zone, cast(o.spans as text) from intake_inbox_teams t
join staff_openinghours o on o.team_id = t.team_id
where t.inbox_id = %s and not exists (
    select 1 from intake_inbox_teams x where x.inbox_id = t.inbox_id and x.team_id <> t.team_id)
union all
select 'desk', zone, cast(spans as text) from staff_openinghours where whose = 'desk'
union all
select 'holiday', cast(day as text), name from staff_holiday
"""


def asked(inbox: int | None) -> list[int]:
    """The params of TOLD for an inbox (row id)."""
    return [inbox or 0]


def told(found: Sequence[Sequence[Any]]) -> Hours:
    """When somebody is there, from the rows of TOLD; others among them are left alone."""
    said = {one[0]: (one[1], parsed(one[2])) for one in found if one[0] in PARTS[:2]}
    zone, spans = said.get("team") or said.get("desk") or ("UTC", [])
    if not spans:
        return Hours()
    holidays = {date.fromisoformat(one[1]): one[2] for one in found if one[0] == "holiday"}
    return Hours(zone, tuple(Span(*span) for span in spans), holidays)


def hours(inbox: int | None = None) -> Hours:
    """When somebody is there who answers in an inbox (row id), with the holidays of all; without one, when the desk is.
    One statement."""
    return told(rows(TOLD, asked(inbox)))
