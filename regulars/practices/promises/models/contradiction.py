"""What was told against what the records hold, what was done about it, and the terms that hold for everybody."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models import Conversation, Customer, Moment
from regulars.conversations.models import Draft
from regulars.practices.promises.models.promise import Promise


class Contradiction(models.Model):
    """One thing that we told a customer, or were about to, and that something else contradicts.

    `sort` is what contradicts it: a reward, an order's delivery, a booking, hours in which nobody is there, the absence
    of who promises, another open promise, a term of the house. `concerns` names that, such as "reward:4f…" with its
    public id. `quote` are our words; `said_*` is the time that they name, `holds_*` the one on record, both as wall
    time with zone; `holds` is what the record holds where it is no time. `key` names the same words against the same
    record for good. `found`: before it was sent, when a call was written down in which it was said, when the record
    changed, or when it was imported. `draft` is where the words stand that were not sent yet, or in which they are told
    that it is otherwise.

    `state` projects the last answer.
    """

    SORTS = ("reward", "delivery", "booking", "closed", "away", "promise", "term")
    WRITING, SPOKEN, CHANGED, IMPORTED = "writing", "spoken", "changed", "imported"
    OPEN = "open"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, related_name="+")
    moment = models.ForeignKey(Moment, on_delete=models.SET_NULL, null=True, related_name="+")
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="+")
    promise = models.ForeignKey(Promise, on_delete=models.SET_NULL, null=True, related_name="contradictions")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    sort = models.CharField(max_length=8, choices=[(sort, sort) for sort in SORTS])
    key = models.CharField(max_length=32, unique=True)
    quote = models.TextField(blank=True)
    concerns = models.CharField(max_length=40, blank=True)
    said_local = models.CharField(max_length=19, blank=True)
    said_zone = models.CharField(max_length=64, blank=True)
    holds_local = models.CharField(max_length=19, blank=True)
    holds_zone = models.CharField(max_length=64, blank=True)
    holds = models.CharField(max_length=200, blank=True)
    found = models.CharField(max_length=8)
    at = models.DateTimeField()
    state = models.CharField(max_length=9, default=OPEN)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "state"], name="contradictions_of_customer"),
            models.Index(fields=["at"], condition=Q(state="open"), name="open_contradictions"),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.public_id}"


class Answer(models.Model):
    """What was done about it; the last one is its state.

    CORRECTED: the words were put right before they left. ASKED: the record is to follow, and its system or somebody of
    ours was asked for that. FOLLOWED: it does, says its system (the `reason` names that), who saw to it, or the record
    itself. SENT: they left as they were, for a `reason`. HONOURED: the customer gets what they understood, at the
    `cost` (minor units of `currency`) that this had. TOLD: a mail told them how it is. MISTAKEN: there was no
    contradiction. Without an `agent` the desk says so: the record agrees by now.
    """

    CORRECTED, FOLLOWED, SENT, HONOURED, MISTAKEN = "corrected", "followed", "sent", "honoured", "mistaken"
    ASKED, TOLD = "asked", "told"

    contradiction = models.ForeignKey(Contradiction, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=9)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    cost = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.contradiction_id}"


class Term(models.Model):
    """One thing that holds for every customer, such as "Returns: 30 days" or "Free delivery: from 50.00 EUR".

    `words` are those by which a sentence is about it, one a line. It holds a number of `days`, an `amount` (minor units
    of `currency`), or `never`: words, one a line, that are not so where a sentence is about it.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=80, unique=True)
    words = models.TextField()
    days = models.PositiveIntegerField(null=True)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    never = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
