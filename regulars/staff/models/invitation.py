"""Invitations to the desk."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from regulars.base import ids
from regulars.staff.models.agent import Agent
from regulars.staff.models.team import Team


class Invitation(models.Model):
    """Somebody may take a seat under this address until `expires_at`. A new `nonce` makes older links worthless."""

    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id, editable=False)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=40)
    teams = models.ManyToManyField(Team, blank=True, related_name="+")
    nonce = models.CharField(max_length=12, default=ids.public_id)
    invited_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    OPEN: ClassVar = Q(accepted_at=None, withdrawn_at=None)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email"], condition=Q(accepted_at=None, withdrawn_at=None), name="invited_once"
            ),
        ]

    def __str__(self) -> str:
        return self.email
