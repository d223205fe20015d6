"""What a writer said of words while they wrote them."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from regulars.conversations.models import Draft


class NoPromise(models.Model):
    """That words of a draft are no promise, says who writes them. `key` names the words; it goes with the draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=16)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "key"], name="no_promise_once")]

    def __str__(self) -> str:
        return f"{self.key} of {self.draft_id}"
