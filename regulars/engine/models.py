"""Rows of the machine room."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Job(models.Model):
    """Work for a worker. It exists until it is done; a parked one waits for a person."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        PARKED = "parked"

    kind = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    # Null, not empty, so that jobs without a key do not stand in each other's way.
    key = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001
    lane = models.CharField(max_length=200, default="", blank=True)
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    run_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    again = models.BooleanField(default=False)
    # How often its worker was killed, or went silent, while it ran.
    deaths = models.PositiveSmallIntegerField(default=0, db_default=0)
    worker = models.CharField(max_length=100, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(
                fields=["priority", "run_at", "id"],
                condition=Q(state="waiting"),
                name="job_waiting",
            ),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="job_running"),
            models.Index(fields=["lane", "id"], condition=Q(state="waiting"), name="job_lane_waiting"),
            models.Index(fields=["lane"], condition=Q(state="running"), name="job_lane_running"),
            models.Index(fields=["id"], condition=Q(state="parked"), name="job_parked"),
        ]


class Outbox(models.Model):
    """What happened, for those who follow. `seq` is given by the pump after commit; readers go by it, never by id."""

    seq = models.BigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(seq__isnull=True), name="outbox_unnumbered"),
            models.Index(fields=["created_at"], name="outbox_created"),
        ]


class Cursor(models.Model):
    """How far somebody has read: the last outbox `seq`, or the number of the last period that was started."""

    name = models.CharField(max_length=100, unique=True)
    seq = models.BigIntegerField(default=0)


class Counter(models.Model):
    """How often something was allowed in one window of time; for rate limits."""

    key = models.CharField(max_length=200)
    window_start = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window_start"], name="counter_once_per_window")]


class Home(models.Model):
    """The folder in which the files of this database lie, by what stands in its file `home.mark`. There is one row."""

    mark = models.CharField(max_length=64)
    since = models.DateTimeField()


class AuditEntry(models.Model):
    """One link of the audit trail, written and read by `engine.audit`. `payload` is empty where it was erased.

    The number is given in order and without gaps, so that a missing entry shows.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    by_id = models.CharField(max_length=12, blank=True)
    payload = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    payload_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["act", "-number"], name="audit_of_act"),
            models.Index(fields=["by_id", "-number"], name="audit_of_person"),
            models.Index(fields=["subject", "-number"], name="audit_of_subject"),
        ]
