"""When the desk is open, on which days it is not, and who is away."""

from typing import ClassVar

from django.db import models

from regulars.base.ids import public_id
from regulars.staff.models.agent import Agent
from regulars.staff.models.team import Team


class OpeningHours(models.Model):
    """The hours of a week, of a `team` or, without one, of the whole desk. `spans` are [weekday, opens, closes]: Monday
    is 0, the others are minutes after midnight in `zone`. `whose` is "desk", or the team's public id."""

    DESK = "desk"

    whose = models.CharField(max_length=12, unique=True)
    team = models.OneToOneField(Team, on_delete=models.CASCADE, null=True, related_name="hours")
    zone = models.CharField(max_length=64)
    spans = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.whose


class Holiday(models.Model):
    """A day on which nobody is there."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}".strip()


class Absence(models.Model):
    """Days on which somebody is away, both within, and who has their matters meanwhile."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="absences", db_index=False)
    first = models.DateField()
    last = models.DateField()
    holder = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["last"], name="absences_by_end"),
            models.Index(fields=["agent", "last"], name="absences_of_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} until {self.last}"
