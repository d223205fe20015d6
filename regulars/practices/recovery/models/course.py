"""What was done for a recovery, what was offered and given, and what was drawn by lot."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from regulars.practices.recovery.models.recovery import Recovery

AGENT = settings.AUTH_USER_MODEL


class Step(models.Model):
    """One act on one step (see `course`): begun, done, passed over with its reason, failed, or the undoing of another.

    `words` are what was heard, said, agreed or found; `reason` why it was passed over. `moment` and `gesture` are
    public ids of its evidence. `due_at` is the day of the follow-up, with its wall time and zone; `code` names what
    was given as the extra. `agent` is None where the desk or the customer did it.
    """

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(max_length=12)
    outcome = models.CharField(max_length=8)
    at = models.DateTimeField()
    agent = models.ForeignKey(AGENT, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=2000, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    moment = models.CharField(max_length=12, blank=True)
    gesture = models.CharField(max_length=12, blank=True)
    code = models.CharField(max_length=60, blank=True)
    due_local = models.CharField(max_length=19, blank=True)
    due_zone = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(null=True)
    undoes = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="undone")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["outcome", "-at"], name="steps_by_outcome")]

    def __str__(self) -> str:
        return f"{self.name} {self.outcome}"


class Amended(models.Model):
    """What was offered, chosen, given or could not be given, as the moment said it. Amounts in minor units."""

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="amended")
    moment = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    gesture = models.CharField(max_length=12, blank=True)
    code = models.CharField(max_length=200)
    worth = models.BigIntegerField(default=0)
    cost = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["moment"], name="amended_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.kind}"


class Lot(models.Model):
    """Whether the extra was given was drawn. `who`, `play`, `period` and the experiment's salt make the number again:
    see `lots.number`. One for a recovery."""

    recovery = models.OneToOneField(Recovery, on_delete=models.CASCADE, related_name="lot")
    experiment = models.ForeignKey("Experiment", on_delete=models.PROTECT, related_name="lots")
    who = models.CharField(max_length=12)
    play = models.CharField(max_length=40)
    period = models.CharField(max_length=10)
    permille = models.PositiveSmallIntegerField()
    number = models.FloatField()
    given = models.BooleanField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.play} {self.period}"


class Experiment(models.Model):
    """The setting: whether a lot decides about the extra, and for how many in a thousand it is given. The latest row
    holds; rows are never changed, so that each lot can be drawn again."""

    is_on = models.BooleanField()
    permille = models.PositiveSmallIntegerField(default=800)
    salt = models.CharField(max_length=32)
    at = models.DateTimeField()
    agent = models.ForeignKey(AGENT, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return "on" if self.is_on else "off"
