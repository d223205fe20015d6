"""What we send: each mail from the moment somebody said "send" to the server's word on it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models import Conversation, Moment
from regulars.conversations.models.draft import Draft
from regulars.intake.models import Inbox


class Outgoing(models.Model):
    """One mail on its way out, however often the button, the request or the worker repeats.

    HELD until `send_at` (undo, or later on purpose) or until a person lets it go (`held_for`); QUEUED once its moment
    stands in the book and its bytes lie under `sha256`; SENDING from before the first word to the server; then SENT,
    FAILED, or UNSURE where the connection broke when the server already had it all: a person settles that.
    `send_at` is when it is due next, for the first time or after a try that failed. `queued_at` is when it last came
    into the queue: tries and the hour's ceiling are counted from there. `let_go_at`: a person said that it may leave.
    `by_recipient` is filled where the server made a difference between several: `sending/recipients.py`.
    A mail without a draft was written by the desk itself (`automatic`); what is about no customer has no conversation.
    """

    HELD, QUEUED, SENDING, SENT = "held", "queued", "sending", "sent"
    FAILED, UNSURE, BOUNCED, UNDONE = "failed", "unsure", "bounced", "undone"
    OVER = (SENT, FAILED, BOUNCED, UNDONE)

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, null=True, related_name="outgoing")
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, related_name="+", db_index=False)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="outgoing", db_index=False)
    moment = models.OneToOneField(Moment, on_delete=models.PROTECT, null=True, related_name="outgoing")
    message_id = models.CharField(max_length=255, blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    subject = models.CharField(max_length=998, blank=True)
    text = models.TextField(blank=True)
    enclosures = models.JSONField(default=list)
    automatic = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=8, default=HELD)
    held_for = models.CharField(max_length=12, blank=True)
    send_at = models.DateTimeField()
    created_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    let_go_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    answer = models.TextField(blank=True)
    by_recipient = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draft"], condition=Q(draft__isnull=False) & ~Q(state="undone"), name="draft_sent_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["state", "send_at"],
                condition=Q(state__in=["held", "queued", "sending", "unsure"]),
                name="outgoing_under_way",
            ),
            models.Index(
                fields=["inbox", "state", "send_at"],
                condition=Q(state__in=["queued", "sending"]),
                name="outgoing_due",
            ),
            models.Index(
                fields=["settled_at"],
                condition=Q(state__in=["failed", "bounced", "unsure"]),
                name="outgoing_undelivered",
            ),
            models.Index(fields=["inbox", "queued_at"], name="outgoing_of_inbox"),
            models.Index(fields=["message_id"], condition=~Q(message_id=""), name="outgoing_by_message_id"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.public_id}"


class Attempt(models.Model):
    """One try to hand a mail to a server, written before it begins. `handed_at`: before the end of the message was
    said, after which only the server can tell. Without `finished_at` its worker died or still runs; who takes over
    from a dead one knows its tries by the job's `slot`."""

    SENT, LATER, REFUSED, BROKEN_OFF, UNKNOWN = "sent", "later", "refused", "broken_off", "unknown"

    outgoing = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="attempts")
    slot = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["slot"], condition=Q(finished_at=None), name="attempts_open"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome or 'open'} {self.outgoing_id}"


class Undeliverable(models.Model):
    """An address (lower-cased) from which a mail of ours came back. `hard`: trying again is of no use.

    It counts no longer once the address has written to us since.
    """

    address = models.CharField(max_length=320, unique=True)
    hard = models.BooleanField()
    status = models.CharField(max_length=12, blank=True)
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address
