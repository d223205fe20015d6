"""How a promise ended, what shows it, and that this was taken back."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from regulars.base.ids import public_id
from regulars.book.models import Moment
from regulars.practices.promises.models.promise import Promise


class Outcome(models.Model):
    """How a promise ended. The last one that was not undone is its state.

    `agent` says so; where it is empty, the customer on their receipt, who let us off, else the desk itself.
    `happened_at` is when it was done, by which kept and kept late are told apart; `moment` and `words` show it, with
    files of `Evidence`. `honoured`: what the customer understood was made good, whoever had promised it, at the `cost`
    (minor units of `currency`) that it had for us.
    """

    KEPT, LATE, BROKEN, RELEASED, REPLACED, MISTAKEN = "kept", "late", "broken", "released", "replaced", "mistaken"
    KINDS = (KEPT, LATE, BROKEN, RELEASED, REPLACED, MISTAKEN)

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in KINDS])
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    happened_at = models.DateTimeField()
    moment = models.ForeignKey(Moment, on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=500, blank=True)
    honoured = models.BooleanField(default=False)
    cost = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "at"], name="outcomes_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.promise_id}"


class Undone(models.Model):
    """That an outcome was taken back, and the promise is as it was before. Without an `agent` the customer did, who had
    let us off on their receipt, or else the desk, since the record that showed it was taken back."""

    outcome = models.OneToOneField(Outcome, on_delete=models.CASCADE, related_name="undone")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.outcome_id} undone"


class Denied(models.Model):
    """That the customer said on their receipt that it did not happen, in a `moment`. How the promise stands is ours to
    say; the word stands beside it until something of ours ends the promise anew."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="denials")
    moment = models.ForeignKey(Moment, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.promise_id} denied"


class Evidence(models.Model):
    """A file that shows what was promised or that it was kept: the picture of a text message, the receipt of a parcel.

    The bytes lie under their sha256.
    """

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="evidence")
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
