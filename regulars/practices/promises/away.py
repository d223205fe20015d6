"""Whose matters are everybody's, since they are not there to see them."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from regulars.conversations.assignment.rules import LONG_AWAY

# Who has left, is away on the days that they said, or has been for long: as with conversations, lunch is no reason to
# lose one's work. A part of other statements, since Today is asked for all day.
GONE = """(select g.id from staff_agent g where not g.is_active or g.away_since <= %s or exists (
    select 1 from staff_absence x where x.agent_id = g.id and x.last >= %s and x.first <= %s))"""


def on(now: datetime) -> list[Any]:
    """The params of GONE."""
    day = timezone.localdate(now).isoformat()
    return [now - LONG_AWAY, day, day]
