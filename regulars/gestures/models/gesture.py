"""Gestures: what we give, and each state that giving it went through."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models import Conversation, Customer
from regulars.gestures.models.offer import Offer


class Gesture(models.Model):
    """Something that a customer gets: amends for what failed, or with `gift` freely given.

    `worth` is what it is to the customer, `cost` what it costs us and draws on the allowance of `agent`; both in minor
    units. `beyond` is the reason where it went beyond that. `state` is that of the newest step: a projection, so that
    lists need no second look. `detail` holds public ids of what it is about.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="gestures", db_index=False)
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, related_name="+")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, null=True, related_name="gesture")
    recovery = models.CharField(max_length=12, blank=True)
    gift = models.BooleanField(default=False)
    code = models.CharField(max_length=40)
    words = models.CharField(max_length=300)
    worth = models.BigIntegerField()
    cost = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    detail = models.JSONField(default=dict)
    why = models.CharField(max_length=500, blank=True)
    beyond = models.CharField(max_length=500, blank=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    state = models.CharField(max_length=12)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-at", "-id"], name="gestures_of_customer"),
            models.Index(fields=["agent", "-at", "-id"], name="gestures_of_agent"),
            models.Index(fields=["-at", "-id"], name="gestures_by_time"),
            models.Index(fields=["-at", "-id"], condition=~Q(beyond=""), name="gestures_beyond"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.public_id}"


class Step(models.Model):
    """One state of a gesture: when, who (nobody: the desk itself), and what shows that it is so."""

    gesture = models.ForeignKey(Gesture, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12)
    at = models.DateTimeField()
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    evidence = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.state} {self.gesture_id}"
