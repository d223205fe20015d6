"""How people sort conversations: tags and saved views; and how much of them each person takes."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from regulars.base.ids import public_id
from regulars.book.models import Conversation
from regulars.staff.models import Team


class Tag(models.Model):
    """A word that people put on conversations. `key` is the name as it is compared: case-folded, single blanks.

    A retired one is offered and shown no more, and stays where it was put, so that this can be undone.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=40)
    key = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag on a conversation. `origin`: it came here when that one was merged into this tag."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="taggings", db_index=False)
    origin = models.ForeignKey(Tag, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "tag"], name="tagged_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["tag", "-conversation"], name="tagged_with")]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.conversation_id}"


class View(models.Model):
    """A list that somebody keeps: a name and what it holds. Of nobody (`agent` empty) it is for a team, or for all.

    `filter` is a search as it is typed, such as `is:open tag:vip`.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=80)
    filter = models.CharField(max_length=500)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    position = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Workload(models.Model):
    """How much of what is new an agent takes, when they last got some, and where they go after an act.

    With `most_open` open ones they get no more by themselves; 0 is no limit. An agent without a row has the defaults.
    """

    NEXT, LIST, STAY = "next", "list", "stay"

    agent = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="workload")
    most_open = models.PositiveIntegerField(default=0)
    given_at = models.DateTimeField(null=True)
    onward = models.CharField(max_length=4, default=NEXT)

    def __str__(self) -> str:
        return f"of {self.agent_id}"
