"""Moments: what happened between us. Appended once, never edited. And what was derived from a delivery for one."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models.conversation import Conversation
from regulars.book.models.customer import Customer, Identity
from regulars.intake.models import Delivery


class Moment(models.Model):
    """One thing that happened.

    Four times, all UTC: `said_at` the sender's word (may be missing or absurd), `received_at` when it reached us or
    the mailbox, `recorded_at` when we wrote it down, `at` the one that pages are ordered by.
    """

    IN, OUT, OWN = "in", "out", "own"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=16, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="moments", db_index=False)
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, null=True, related_name="moments", db_index=False
    )
    author = models.ForeignKey(Identity, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    direction = models.CharField(max_length=3)
    audience = models.CharField(max_length=8, default="customer")
    automatic = models.CharField(max_length=16, blank=True)
    history = models.BooleanField(default=False)
    said_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    at = models.DateTimeField()
    payload = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-at", "-id"], name="stream_of_customer"),
            models.Index(fields=["conversation", "-at", "-id"], name="stream_of_conversation"),
            # A book's orders among its mails. SQLite takes it only where the words `not (kind = 'message')` stand.
            models.Index(
                fields=["customer", "kind", "-at", "-id"], condition=~Q(kind="message"), name="rarer_of_customer"
            ),
            # Asked for by the database itself, for each identity that is deleted.
            models.Index(fields=["author"], condition=Q(author__isnull=False), name="moments_of_author"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Message(models.Model):
    """The text of a moment as one version of the parser read it. Rebuildable from the raw delivery.

    `folds` is a list of [start, end, kind] in code points of `text`; `marks` are sentences on what was repaired.
    `reply_to`, like `to` and `cc` a list of [name, address], is where its sender wants answers, if not at their own.
    """

    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, related_name="messages", db_index=False)
    version = models.PositiveIntegerField(default=1)
    message_id = models.CharField(max_length=998, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_email = models.CharField(max_length=320, blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    reply_to = models.JSONField(default=list)
    subject = models.CharField(max_length=998, blank=True)
    text = models.TextField(blank=True)
    folds = models.JSONField(default=list)
    marks = models.JSONField(default=list)
    has_html = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["moment", "version"], name="one_text_a_version"),
        ]

    def __str__(self) -> str:
        return self.subject


class Attachment(models.Model):
    """A file that came with a message: the reference to its bytes, which lie under their sha256."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    content_id = models.CharField(max_length=255, blank=True)
    inline = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class FileText(models.Model):
    """The words inside a file, for search alone: `search/inside.py`. Read after filing; goes with the file."""

    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, primary_key=True, related_name="inside")
    text = models.TextField()

    def __str__(self) -> str:
        return f"in {self.attachment_id}"


class Arrival(models.Model):
    """Which delivery brought which moment. Copies that came through two doors brought the same one."""

    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT)
    moment = models.ForeignKey(Moment, on_delete=models.PROTECT, related_name="arrivals")

    def __str__(self) -> str:
        return f"{self.delivery_id} brought {self.moment_id}"
