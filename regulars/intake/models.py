"""Inboxes, the mailboxes behind them, and every raw delivery that ever came through one."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.staff.models import Team


class Inbox(models.Model):
    """One configured door, known by its address (lower-cased, its domain as it travels in DNS).

    `silent_since` is set while it has been silent for longer than its own habit. Without `teams` it is everybody's.
    `assignment` says who gets what is new, and `weight`, how much of an agent one of its conversations takes: a chat
    more than a mail, say. `signature` ends replies, with fields as macros have them; with more than `ceiling` mails in
    an hour it holds, counted from `ceiling_from` where a person let it go on since.
    """

    ASSIGNMENTS = ("hand", "round_robin", "least_loaded", "who_knows")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    address = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    silent_since = models.DateTimeField(null=True)
    teams = models.ManyToManyField(Team, blank=True, related_name="inboxes")
    assignment = models.CharField(max_length=12, default="hand", choices=[(word, word) for word in ASSIGNMENTS])
    weight = models.PositiveSmallIntegerField(default=1)
    signature = models.TextField(blank=True)
    ceiling = models.PositiveIntegerField(default=200)
    ceiling_from = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name or self.address


class Stop(models.Model):
    """A reason why no mail leaves: of one inbox, or of the whole desk where `inbox` is empty. Taking the row away lets
    what was held go on.

    `NEW`: a freshly connected inbox, until a person lets it go; `PERSON`: somebody stopped it; `CEILING`: it sent
    more in an hour than it may.
    """

    NEW, PERSON, CEILING = "new", "person", "ceiling"

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, null=True, related_name="stops", db_index=False)
    kind = models.CharField(max_length=8)
    since = models.DateTimeField()
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inbox", "kind"], name="stopped_once"),
            models.UniqueConstraint(fields=["kind"], condition=Q(inbox=None), name="all_stopped_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.inbox_id or 'all'}"


class Submission(models.Model):
    """The SMTP account through which an inbox sends. `secret` is sealed, as a mailbox's is.

    A fault stands until the server takes a mail again; `tries` counts the failed calls in a row, and nobody calls it
    before `resting_until`. `refused`: the login itself fails, a person must act. With `reply_tokens`, answers come to
    `local+token@domain`, which not every mail server knows. Source: RFC 6409, RFC 5233.
    """

    inbox = models.OneToOneField(Inbox, on_delete=models.CASCADE)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=465)
    security = models.CharField(max_length=8, choices=[(word, word) for word in ("tls", "starttls", "none")])
    username = models.CharField(max_length=254, blank=True)
    secret = models.BinaryField()
    secret_kind = models.CharField(max_length=8, choices=[(word, word) for word in ("password", "oauth", "file")])
    checked_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)
    fault_since = models.DateTimeField(null=True)
    refused = models.BooleanField(default=False)
    tries = models.PositiveIntegerField(default=0)
    resting_until = models.DateTimeField(null=True)
    reply_tokens = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.username} at {self.host}"


class Mailbox(models.Model):
    """An IMAP folder that is read into an inbox. `last_uid` is the mark: all up to it is stored with us.

    `secret` is sealed: a password, an OAuth token, or the path of a file in which some other program keeps one fresh.
    History is what lies at or below `history_until_uid` and, where `live_since` is set, came to the server before it.
    Of history, what came before `history_since` is not taken: it stays on the server.
    A fault stands until a read succeeds; `tries` counts the failed ones in a row, `refused`: a person must act.
    """

    inbox = models.OneToOneField(Inbox, on_delete=models.CASCADE)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=8, choices=[(word, word) for word in ("tls", "starttls", "none")])
    username = models.CharField(max_length=254)
    secret = models.BinaryField()
    secret_kind = models.CharField(max_length=8, choices=[(word, word) for word in ("password", "oauth", "file")])
    folder = models.CharField(max_length=254, default="INBOX")
    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    history_until_uid = models.BigIntegerField(null=True)
    live_since = models.DateTimeField(null=True)
    history_since = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)
    fault_since = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    refused = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.username} at {self.host}"


class Delivery(models.Model):
    """One raw message that came through a door, stored before anything else was done with it.

    `fingerprint` is the content's without trace headers, once parsed. Only one delivery of an inbox can be filed
    under a fingerprint: the database holds that, whatever repeats.
    """

    WAITING = "waiting"
    FILED = "filed"
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, db_index=False)
    channel = models.CharField(max_length=16, default="email")
    road = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    history = models.BooleanField(default=False)
    envelope_sender = models.CharField(max_length=320, blank=True)
    received_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=WAITING)
    fingerprint = models.CharField(max_length=64, blank=True)
    cause = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inbox", "fingerprint"], condition=Q(state="filed"), name="filed_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["inbox", "state"], name="balance"),
            # Whole, though the empty ones are of no use: SQLite would not see that "is one of these" leaves them out.
            models.Index(fields=["fingerprint"], name="same_content"),
            models.Index(fields=["inbox", "id"], condition=~Q(road="import"), name="came_live"),
            models.Index(fields=["id"], condition=Q(state="waiting"), name="waiting"),
            models.Index(fields=["id"], condition=Q(state="quarantined"), name="quarantined"),
        ]

    def __str__(self) -> str:
        return f"{self.road} {self.public_id}"
