"""Seats taken in a browser: Django's sessions, with whose they are and where."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from regulars.staff.models.agent import Agent


class Session(AbstractBaseSession):
    """One browser's seat. `device` is what the browser called itself; `seen_at` is up to a few minutes behind."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
