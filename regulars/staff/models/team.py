"""Teams of agents. An inbox can be kept for some of them."""

from typing import ClassVar

from django.db import models

from regulars.base.ids import public_id
from regulars.staff.models.agent import Agent


class Team(models.Model):
    """Some agents under one name."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=60, unique=True)
    agents: "models.ManyToManyField[Agent, Membership]" = models.ManyToManyField(
        Agent, through="Membership", related_name="teams"
    )

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One agent in one team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "agent"], name="in_a_team_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.team_id}"
