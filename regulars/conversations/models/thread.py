"""What threading needs, and what happened to a conversation."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.book.models import Conversation, Moment


class MailId(models.Model):
    """A Message-ID seen on a moment, ours or theirs, by its digest: ids can be longer than an index can hold.

    `own` is the moment's own id. The others are ids that it named and that we had not seen: should that message come
    later, or another that names it too, they belong together.
    """

    own = models.BooleanField(default=True)
    digest = models.CharField(max_length=32, db_index=True)
    moment = models.ForeignKey(Moment, on_delete=models.CASCADE)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return self.digest


class Event(models.Model):
    """Opened, closed, assigned, tagged, joined and so on: the log that a conversation's columns project. Appended only.

    `payload` says what the kind alone does not: what stood there `before` and `after`, and why. Without an agent, the
    desk did it. Events of one `batch` are undone together.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    payload = models.JSONField(default=dict)
    batch = models.CharField(max_length=12, blank=True, default="", db_default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["batch"], condition=~Q(batch=""), name="events_of_batch"),
            # Asked for by the database itself, for each moment that is deleted.
            models.Index(fields=["moment"], condition=Q(moment__isnull=False), name="events_of_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.conversation_id}"


class Move(models.Model):
    """A moment went from one conversation to another. Appended only; going back is a row, too.

    Where a moment stands now is `Moment.conversation`, which projects these.
    Source: docs/decisions/0011-a-split-moves-moments-by-rows.md.
    """

    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, related_name="moves")
    source = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    target = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return f"{self.moment_id} to {self.target_id}"


class Link(models.Model):
    """A suggestion that a conversation belongs with another: what it rests on, and what a person said to it.

    `RELATED`: no suggestion, a person put the two beside each other; both stay what they are.
    """

    STRANGER, CONTINUATION, RELATED = "stranger", "continuation", "related"
    SUGGESTED, ACCEPTED, REFUSED = "suggested", "accepted", "refused"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=16)
    evidence = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=SUGGESTED)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "other"], name="linked_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.conversation_id} and {self.other_id}"
