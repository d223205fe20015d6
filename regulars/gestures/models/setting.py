"""What the owner settled about amends, the systems that are asked, and what waits to be sent to these."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.gestures.models.gesture import Gesture


class AmendsSetting(models.Model):
    """How one of the amends is used here. Without a row it is as its file says. `roles` may give it, all where empty;
    `per_customer` of it in `days` are usual; `cost_percent` of its worth is what it costs us."""

    code = models.CharField(max_length=40, unique=True)
    on = models.BooleanField(default=True)
    at_least = models.BigIntegerField()
    at_most = models.BigIntegerField()
    per_customer = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    cost_percent = models.PositiveSmallIntegerField()
    roles = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.code


class Webhook(models.Model):
    """A system that carries out what it is asked for: `codes`, as askers offer them. `secret` is sealed; with
    `inside` it may stand in a private network. `before` is the secret before it, sealed, which signs as well until
    `before_until`: so that the other side can take the new one over in its own time."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=500)
    secret = models.BinaryField()
    before = models.BinaryField(default=b"")
    before_until = models.DateTimeField(null=True)
    codes = models.JSONField(default=list)
    inside = models.BooleanField(default=False)
    on = models.BooleanField(default=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Sending(models.Model):
    """That a system is to be asked for something: what is sent, how often it was tried, and what was last answered.
    `asker` wants it (see webhooks/slots.py), for a `gesture` or what it knows by the public id `about`.

    WAITING until it is ANSWERED with yes; PARKED once all tries are spent or no further one can help; STOPPED where it
    is not wanted any more. The public id is what the other side knows it by: the same in every try.
    """

    WAITING, ANSWERED, PARKED, STOPPED = "waiting", "answered", "parked", "stopped"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="sendings")
    asker = models.CharField(max_length=20, default="gestures")
    gesture = models.ForeignKey(Gesture, on_delete=models.PROTECT, null=True, related_name="sendings")
    about = models.CharField(max_length=12, blank=True)
    body = models.TextField(blank=True)
    state = models.CharField(max_length=8, default=WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gesture"], condition=Q(state="waiting"), name="asked_once_at_a_time"),
            models.UniqueConstraint(
                fields=["asker", "about"],
                condition=Q(state="waiting") & ~Q(about=""),
                name="about_asked_once_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="sendings_waiting"),
            models.Index(fields=["about"], condition=~Q(about=""), name="sendings_about"),
            models.Index(fields=["-at", "-id"], name="sendings_by_time"),
        ]

    def __str__(self) -> str:
        return self.public_id
