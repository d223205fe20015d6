"""What somebody is writing and nobody has got yet."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models import Conversation
from regulars.intake.models import Inbox


class Draft(models.Model):
    """A text under way: one for each person, conversation and kind; without a conversation it begins one.

    `version` counts the saves, so that two tabs notice each other; `tab` is the page that saved last and `turn` that
    page's own count, so that a save which comes twice or late is known as such. `seen` is the row id of the newest
    moment that its writer had on screen. `to`, `cc` and `bcc` are lists of [name, address]. What was discarded can be
    had back for a day; `sent_at` is set when it became an `Outgoing`, a note or a call, and emptied when that is
    undone. `call` holds, of what is written down of one, who called whom and when, as it was typed (calls/rules.py).
    """

    REPLY, NOTE, FORWARD, CALL = "reply", "note", "forward", "call"
    # What nobody gets: it goes into the book as it stands.
    WRITTEN_DOWN = (NOTE, CALL)

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, null=True, related_name="drafts")
    kind = models.CharField(max_length=8, default=REPLY)
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    subject = models.CharField(max_length=998, blank=True)
    text = models.TextField(blank=True)
    call = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    tab = models.CharField(max_length=12, blank=True, default="")
    turn = models.PositiveIntegerField(default=0)
    seen = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agent", "conversation", "kind"],
                condition=Q(discarded_at=None, sent_at=None, conversation__isnull=False),
                name="one_draft_at_a_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agent", "-updated_at"], name="drafts_of_agent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Enclosure(models.Model):
    """A file that is to go with a draft: the reference to its bytes, which lie under their sha256."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="enclosures")
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return self.name
