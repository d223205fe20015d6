"""What stands around a conversation while people work on it: who is there, what somebody should know, ready texts."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models import Conversation, Moment
from regulars.conversations.models.outgoing import Outgoing
from regulars.intake.models import Inbox


class Presence(models.Model):
    """Who has a conversation open on which `page` of theirs, and whether they write there. Somebody may have it on
    two screens. A row that is not renewed counts no more."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="present", db_index=False)
    page = models.CharField(max_length=12, blank=True, default="")
    writing = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "agent", "page"], name="present_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} at {self.conversation_id}"


class Notice(models.Model):
    """Something that one agent should know: they were mentioned, a mail of theirs bounced, work was given to them."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    outgoing = models.ForeignKey(Outgoing, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agent", "-at", "-id"], name="notices_of_agent"),
            models.Index(fields=["agent"], condition=Q(seen_at=None), name="notices_unseen"),
            # As with events of moments.
            models.Index(fields=["moment"], condition=Q(moment__isnull=False), name="notices_of_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.agent_id}"


class Macro(models.Model):
    """A ready text with fields from the book, and acts that go with it. Of nobody (`agent` empty) it is for all.

    `position` is its place among those of the same owner; `uses` counts how often it was put to use. One with
    `removed_at` is gone but for the undo.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=80)
    text = models.TextField(blank=True)
    acts = models.JSONField(default=list)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    position = models.PositiveIntegerField(default=0)
    uses = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Signature(models.Model):
    """How an agent signs: in one inbox, or where there is no row for it, in all."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    text = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent", "inbox"], name="signature_once"),
            models.UniqueConstraint(fields=["agent"], condition=Q(inbox=None), name="signature_for_all_once"),
        ]

    def __str__(self) -> str:
        return f"of {self.agent_id}"
