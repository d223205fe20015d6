"""Readings as rows: derived, versioned, never pointed at by the ledger. What people say of them is ledger."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models import Message, Moment


class Reading(models.Model):
    """What one version of a reader thinks a stretch of a message says. `start` and `end` count code points.

    `sure` is false below the reader's threshold: nothing acts on such a row. `fired` is a list of [start, end]: the
    words that decided. A time that was named is kept as it was said (`due_wall`, naive, in `due_zone`) and in UTC.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="readings", db_index=False)
    reader = models.CharField(max_length=40)
    reader_version = models.PositiveIntegerField()
    label = models.CharField(max_length=60)
    score = models.FloatField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    sure = models.BooleanField(default=True)
    rule = models.CharField(max_length=60, blank=True)
    fired = models.JSONField(default=list)
    # As text: a wall time has no place on the line of time, and both engines would give it one.
    due_wall = models.CharField(max_length=19, blank=True)
    due_zone = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(null=True)
    due_grain = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message", "reader", "reader_version", "label", "start", "end"], name="read_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["reader", "label", "-message"], name="readings_of_label"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="readings_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.label}"


class Understanding(models.Model):
    """How far one version of a text was read, and what stands beside its readings.

    `edition` is empty while it waits to be read, else a name in `Edition`. `tier` is empty where it could not be read:
    the reading was ended time and again. `scores` are labels' probabilities by kind, those above 0.05; `vector` is the
    meaning as int8, empty in the fast tier. `at` is the moment's, so that the newest can be read first.
    """

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="understanding", primary_key=True)
    edition = models.CharField(max_length=60, blank=True)
    tier = models.CharField(max_length=8, blank=True)
    language = models.CharField(max_length=8, blank=True)
    language_score = models.FloatField(default=0.0)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    scores = models.JSONField(default=dict)
    vector = models.BinaryField(default=b"")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["edition", "-at"], name="texts_by_edition"),
            models.Index(fields=["read_at"], condition=Q(read_at__isnull=False), name="texts_by_reading"),
        ]

    def __str__(self) -> str:
        return f"{self.edition or 'unread'} {self.message_id}"


class Edition(models.Model):
    """Which version of each reader, and which fits, read the texts of one language: what stands behind a name."""

    name = models.CharField(max_length=60, unique=True)
    language = models.CharField(max_length=8, blank=True)
    versions = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Correction(models.Model):
    """A person's word on a reading. It survives reading again; taken back, it stays as a row.

    `start`, `end` and `quote` are those of the text version that the person saw. `instead` is the right label where
    the verdict is "instead"; with "missing" the `label` is what nobody had read there.
    """

    RIGHT, WRONG, INSTEAD, MISSING = "right", "wrong", "instead", "missing"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    moment = models.ForeignKey(Moment, on_delete=models.PROTECT, related_name="corrections")
    text_version = models.PositiveIntegerField(default=1)
    reader = models.CharField(max_length=40)
    reader_version = models.PositiveIntegerField(default=0)
    label = models.CharField(max_length=60)
    language = models.CharField(max_length=8, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField(blank=True)
    verdict = models.CharField(max_length=8)
    instead = models.CharField(max_length=60, blank=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["moment", "reader", "label", "start", "end", "agent"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_word_of_a_person",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["reader", "language", "-at"],
                condition=Q(withdrawn_at__isnull=True),
                name="corrections_of_reader",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.reader}: {self.label}"


class Fit(models.Model):
    """A head fitted again to this desk's corrections: kept where it won, else a row that says by how much it did not.

    `card` holds its figures and those of what it had to beat.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    reader = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    at = models.DateTimeField()
    labels = models.PositiveIntegerField()
    weights = models.BinaryField(default=b"")
    card = models.JSONField(default=dict)
    kept = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["reader", "language", "-at"], name="fits_of_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.reader} {self.language} of {self.at}"


class Rereading(models.Model):
    """One going over the books: which readers, how many texts lay before it, how many it has read, down to which time.

    What is still to be read is asked of `Understanding`; this only says how far it is.
    """

    edition = models.CharField(max_length=60)
    texts = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    unread = models.PositiveIntegerField(default=0)
    position = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.done} of {self.texts}"
