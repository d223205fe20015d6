"""The thread that moments hang on. Its verbs are in the room `conversations`; moments point at it, so it is here."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models.customer import Customer
from regulars.intake.models import Inbox


class Conversation(models.Model):
    """One matter with one customer, over any channels.

    `status`, `assignee`, `snoozed_until`, `last_at` and `preview` project the event log and the newest moment. A
    snoozed one without `snoozed_until` sleeps until the customer writes; a new message of theirs always wakes it.
    `joined_to` names the conversation that this one turned out to continue: what it holds is shown there, and undoing
    that is emptying the field. `automatic` is the status of one in which only machines have written. `subject_key` is
    a digest of the subject without its `Re:` and the like, empty where nothing is left.
    """

    OPEN = "open"
    CLOSED = "closed"
    AUTOMATIC = "automatic"
    SNOOZED = "snoozed"
    SPAM = "spam"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="conversations", db_index=False)
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, null=True)
    subject = models.CharField(max_length=998, blank=True)
    subject_key = models.CharField(max_length=16, blank=True)
    preview = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, default=OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    snoozed_until = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="joined")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["status", "-last_at", "-id"], condition=Q(joined_to=None), name="newest_first"),
            models.Index(
                fields=["assignee", "status", "-last_at", "-id"],
                condition=Q(joined_to=None, assignee__isnull=False),
                name="newest_of_assignee",
            ),
            # Its first two fields are the same in all its rows; without them SQLite takes the one by status instead.
            models.Index(
                fields=["assignee", "status", "-last_at", "-id"],
                condition=Q(joined_to=None, assignee=None, status="open"),
                name="newest_unassigned",
            ),
            models.Index(fields=["-opened_at", "-id"], condition=Q(joined_to=None), name="last_begun"),
            models.Index(fields=["snoozed_until"], condition=Q(status="snoozed"), name="to_wake"),
            models.Index(fields=["customer"], condition=Q(status="spam"), name="spam_of_customer"),
            models.Index(fields=["customer", "-last_at"], name="of_customer"),
            models.Index(fields=["customer", "subject_key"], condition=~Q(subject_key=""), name="same_subject"),
        ]

    def __str__(self) -> str:
        return self.subject or self.public_id


class Participant(models.Model):
    """Someone on a conversation, by the handle used there. They need not have a book of their own."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participants", db_index=False
    )
    kind = models.CharField(max_length=12, default="email")
    value = models.CharField(max_length=320)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=8)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "kind", "value"], name="participant_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "value"], name="participant_value")]

    def __str__(self) -> str:
        return self.value
