"""Whose hours hold where something is promised."""

from regulars.staff.models import OpeningHours, Team


def answering(inbox: int | None) -> str:
    """Whose hours hold in an inbox (row id): the team's (public id) that alone has it, else the desk's."""
    teams = list(Team.objects.filter(inboxes=inbox).values_list("public_id", flat=True)[:2]) if inbox else []
    return teams[0] if len(teams) == 1 else OpeningHours.DESK
