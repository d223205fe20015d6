"""Offers: two or three amends of which the customer chooses one, and what was chosen."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from regulars.base.ids import public_id
from regulars.book.models import Conversation, Customer


class Offer(models.Model):
    """What was offered once, by whom, until when. `recovery` is a public id, "" for what nothing failed before;
    `beyond` says why it may go beyond the allowance."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="offers", db_index=False)
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, related_name="+")
    recovery = models.CharField(max_length=12, blank=True)
    why = models.CharField(max_length=500, blank=True)
    beyond = models.CharField(max_length=500, blank=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "-at", "-id"], name="offers_of_customer")]

    def __str__(self) -> str:
        return self.public_id


class Offered(models.Model):
    """One of the amends that were offered, as it was then: `words` are those that the customer read, `detail` holds
    public ids of what it is about (order, reward, visit)."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="offered")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    words = models.CharField(max_length=300)
    worth = models.BigIntegerField()
    cost = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    detail = models.JSONField(default=dict)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["offer", "code"], name="offered_once")]

    def __str__(self) -> str:
        return f"{self.code} of {self.offer_id}"


class Chosen(models.Model):
    """That one of them was chosen: of an offer, once. `agent` recorded it in the conversation, with the customer's
    `words`; without an agent the customer chose on their page."""

    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="choice")
    offered = models.ForeignKey(Offered, on_delete=models.CASCADE, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.offered_id} of {self.offer_id}"
