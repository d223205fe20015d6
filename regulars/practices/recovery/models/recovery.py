"""A failure that is made right: how it was found, how grave it was, who has it, and how it ended."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models import Conversation, Customer

AGENT = settings.AUTH_USER_MODEL


class Recovery(models.Model):
    """One matter that went wrong for one customer. What is done for it are rows of their own; this one is the shell.

    `route` is how it was found, `nth` which failure of this customer's within a year it was when it was opened, `worth`
    what they had bought for in the year before, in minor units of `currency`. `order` is a public id, or empty.

    Projections of the rows, written anew by each verb (see `course.standing`): severity, failed, failure, fault,
    holder, step (what is next), waiting (for the customer), since, due_at, until_at (when they count as gone), round,
    nth, urgent, ending, ended_at.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="recoveries", db_index=False)
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, null=True, related_name="+")
    order = models.CharField(max_length=12, blank=True)
    route = models.CharField(max_length=8)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(AGENT, on_delete=models.PROTECT, null=True, related_name="+")
    nth = models.PositiveSmallIntegerField(default=1)
    worth = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    severity = models.CharField(max_length=8, blank=True)
    failed = models.CharField(max_length=10, blank=True)
    failure = models.CharField(max_length=10, blank=True)
    fault = models.CharField(max_length=8, blank=True)
    holder = models.ForeignKey(AGENT, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    step = models.CharField(max_length=12)
    waiting = models.BooleanField(default=False)
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)
    urgent = models.BooleanField(default=False)
    ending = models.CharField(max_length=8, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-opened_at"], name="recoveries_of_customer"),
            models.Index(
                fields=["holder", "-urgent", "due_at", "id"], condition=Q(ended_at=None), name="open_recoveries"
            ),
            models.Index(fields=["-urgent", "due_at", "id"], condition=Q(ended_at=None), name="pressing_recoveries"),
            models.Index(
                fields=["due_at"], condition=Q(ended_at=None, urgent=True, waiting=False), name="urgent_recoveries"
            ),
            models.Index(fields=["until_at"], condition=Q(ended_at=None), name="recoveries_to_end"),
            models.Index(fields=["until_at"], condition=Q(ending="gone"), name="recoveries_gone"),
            models.Index(fields=["failure", "severity", "-opened_at"], name="recoveries_alike"),
        ]

    def __str__(self) -> str:
        return f"recovery {self.public_id}"


class Sign(models.Model):
    """One thing that showed the failure. `key` names it for good: the same sign never opens a second recovery.

    `moment` is the public id of the moment in which it stands, `quote` the customer's own words there; `reader`,
    `version`, `label` and `score` say what was read in them, where it was a reading.
    """

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="signs")
    key = models.CharField(max_length=80, unique=True)
    route = models.CharField(max_length=8)
    at = models.DateTimeField()
    agent = models.ForeignKey(AGENT, on_delete=models.PROTECT, null=True, related_name="+")
    moment = models.CharField(max_length=12, blank=True)
    quote = models.CharField(max_length=1000, blank=True)
    reader = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)
    label = models.CharField(max_length=60, blank=True)
    score = models.FloatField(default=0.0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["moment"], condition=~Q(moment=""), name="signs_by_moment")]

    def __str__(self) -> str:
        return self.key


class Coding(models.Model):
    """How grave it was, what failed, whose fault it was, and what the customer says they need, in their words. The
    latest one holds; all of them were written before the outcome was known. `agent` is None where a reading said it."""

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="codings")
    at = models.DateTimeField()
    agent = models.ForeignKey(AGENT, on_delete=models.PROTECT, null=True, related_name="+")
    severity = models.CharField(max_length=8)
    failed = models.CharField(max_length=10)
    failure = models.CharField(max_length=10)
    fault = models.CharField(max_length=8)
    need = models.CharField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return f"{self.severity} {self.failure}"


class Holder(models.Model):
    """Who sees to it from then on; nobody where `agent` is None. `by` is None where the desk gave it."""

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="holders")
    at = models.DateTimeField()
    agent = models.ForeignKey(AGENT, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(AGENT, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.agent_id} holds {self.recovery_id}"


class Ending(models.Model):
    """How it ended: the customer is well, wants it left, has gone, or it was no failure; or that an ending was undone.
    `agent` is None where time ended it."""

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="endings")
    how = models.CharField(max_length=8)
    at = models.DateTimeField()
    agent = models.ForeignKey(AGENT, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=1000, blank=True)
    moment = models.CharField(max_length=12, blank=True)
    undoes = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="undone")

    def __str__(self) -> str:
        return self.how
