"""Who may ask as a program, and what they were answered, so that asking twice does nothing twice."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from regulars.base.ids import public_id


class Token(models.Model):
    """A program's key. Only its digest is kept: it is shown once. `scopes` are what it may do."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Answered(models.Model):
    """The answer to a write that carried an Idempotency-Key, kept for a day. `asked` is a digest of what was asked."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    content = models.JSONField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="answered_once")]

    def __str__(self) -> str:
        return self.key
