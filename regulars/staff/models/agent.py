"""Agents: the people who work at the desk. `Agent` is Django's user from the first migration on."""

from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from regulars.base.ids import public_id
from regulars.staff import rules
from regulars.staff.models.role import Settled, settled


class Agents(BaseUserManager["Agent"]):
    """How Django finds an agent when one signs in."""

    def get_by_natural_key(self, username: str | None) -> "Agent":
        """The agent with this address, whatever its letter case."""
        return self.get(email=(username or "").strip().lower())


class Agent(AbstractBaseUser):
    """Someone who signs in. `email` is kept lower-cased; `time_zone` is an IANA name; `role` names a role.

    An empty `language` is the browser's. `seen_at` is up to a few minutes behind; `away_since` is set by the agent.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=40, default="agent")
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=10, blank=True, default="")
    theme = models.CharField(max_length=8, default="auto")
    density = models.CharField(max_length=12, default="comfortable")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)
    away_since = models.DateTimeField(null=True)

    objects = Agents()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def may(self, permission: str) -> bool:
        """Whether this agent's role holds the permission, and the agent is still active.

        An unknown permission is a fault in the program and raises KeyError.
        """
        if permission not in rules.PERMISSIONS:
            raise KeyError(permission)
        return self.is_active and permission in self.granted

    @cached_property
    def settled(self) -> Settled:
        """What the role holds, read once; each request has an agent of its own."""
        return settled(self.role)

    @property
    def granted(self) -> frozenset[str]:
        """The permissions that the role holds."""
        return self.settled.permissions

    @property
    def holds_conversations(self) -> bool:
        """Whether conversations can be theirs: they are active, and their role opens them and works on them."""
        return self.is_active and self.granted >= rules.HOLDS

    @property
    def reach(self) -> str:
        """Of whose conversations the role sees any, one of `rules.REACHES`."""
        return self.settled.reach

    def is_present(self, now: datetime) -> bool:
        """Whether this agent is at the desk: not away, not switched off, and seen in the last 15 minutes."""
        return rules.is_present(self.is_active, self.away_since, self.seen_at, now)
