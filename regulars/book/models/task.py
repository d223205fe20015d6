"""Work that a practice found due, and how far its sweeps have come."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models.conversation import Conversation
from regulars.book.models.customer import Customer


class Task(models.Model):
    """What a person should do for a customer, why, and by when.

    `practice` and `key` name it once and for all: noticing the same thing again changes nothing. A due time keeps its
    wall time and zone; `due_at` is derived from them in UTC.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    practice = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tasks")
    birth_customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True)
    title = models.CharField(max_length=200)
    reason = models.CharField(max_length=300, blank=True)
    due_local = models.CharField(max_length=19, blank=True)
    due_zone = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["practice", "key"], name="task_once")]
        indexes: ClassVar = [
            models.Index(fields=["customer"], condition=Q(done_at__isnull=True), name="open_tasks_of_customer"),
            models.Index(fields=["due_at"], condition=Q(done_at__isnull=True), name="open_tasks_by_time"),
        ]

    def __str__(self) -> str:
        return self.title


class Review(models.Model):
    """How far a practice's sweep over the books has come: the id of the last customer looked at in this round."""

    name = models.CharField(max_length=100, unique=True)
    last_customer = models.BigIntegerField(default=0)
    round_started_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
