"""Who turned out to be one person: merges, moves of single rows, and what is suggested.

Written once; undone by a date.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from regulars.base.ids import public_id
from regulars.book.models.conversation import Conversation
from regulars.book.models.customer import Customer


class Merge(models.Model):
    """One book that was put into another. Both were books that stood for themselves; `gone` no longer does.

    Where a row is shown follows from the merges that live (`undone_at` empty) and from its moves; nothing else is
    remembered, so merges can be undone in any order. `takes` are the fields of the customer that are shown as `gone`
    has them, though `stays` has others. `latest` is the highest row id of each belonging at that time: rows above it
    came since.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    gone = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    stays = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    takes = models.JSONField(default=list)
    latest = models.JSONField(default=dict)
    at = models.DateTimeField()
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merged_into_one"),
            models.CheckConstraint(condition=~Q(gone=F("stays")), name="merged_with_another"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.stays_id}"


class Move(models.Model):
    """A single row that was given to another person: a conversation, note, fact or order. The newest that lives says
    where the row belongs; without one it belongs where it was born. `belonging` names its kind, `row` is its id.

    A note leaves its `conversation` with a move, and goes back into it once no move of it lives.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    belonging = models.CharField(max_length=20)
    row = models.BigIntegerField()
    conversation = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, related_name="+")
    before = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["belonging", "row"], condition=Q(undone_at=None), name="live_moves_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self.belonging} {self.row} to {self.to_id}"


class Trace(models.Model):
    """Something that two books may have in common, such as a phone number or a name with its postcode: a digest of it,
    by kind. Derived from the rows of `customer` as it was born; can be deleted and made again."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "digest", "customer"], name="trace_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id}"


class Suggestion(models.Model):
    """That two books may be one person's, with a score of 1 to 100 and its reasons: [kind, words] each.

    Open until somebody answers; `later` sleeps until `until`; `refused` is for good, also after merges of either.
    `one` is the lower id.
    """

    OPEN, LATER, REFUSED, ACCEPTED = "open", "later", "refused", "accepted"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    one = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=8, default=OPEN)
    until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="suggested_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="suggested_in_order"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-score", "id"], condition=Q(state="open"), name="open_suggestions"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}: {self.score}"
