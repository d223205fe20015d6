"""Agents: the people who work at the desk. `Agent` is Django's user from the first migration on."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from regulars.base.ids import public_id
from regulars.staff import rules


class Agents(BaseUserManager["Agent"]):
    """How Django finds an agent when one signs in."""

    def get_by_natural_key(self, username: str | None) -> "Agent":
        """The agent with this address, whatever its letter case."""
        return self.get(email=(username or "").strip().lower())


class Agent(AbstractBaseUser):
    """Someone who signs in. `email` is kept lower-cased; `time_zone` is an IANA name."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=[(role, role) for role in rules.ROLES], default="agent")
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Agents()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def may(self, permission: str) -> bool:
        """Whether this agent's role holds the permission, and the agent is still active."""
        return self.is_active and rules.may(self.role, permission)
