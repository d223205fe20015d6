"""What people may give without asking."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from regulars.staff.models.agent import Agent


class Allowance(models.Model):
    """How much a role, or with `agent` one person, may give in each period: `amount` in minor units of the currency of
    the guidance. Without a row a role has what rules.py says."""

    role = models.CharField(max_length=40, blank=True)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, related_name="+")
    amount = models.BigIntegerField()
    period = models.CharField(max_length=5)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role"], condition=Q(agent=None), name="allowance_of_role_once"),
            models.UniqueConstraint(fields=["agent"], condition=~Q(agent=None), name="allowance_of_agent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} a {self.period}"


class Guidance(models.Model):
    """What is usual by severity, each up to an amount; one row, or none until somebody settled it."""

    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()
    serious = models.BigIntegerField()
    severe = models.BigIntegerField()

    def __str__(self) -> str:
        return self.currency
