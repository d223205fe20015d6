"""Drafts that go along where two people become one."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from regulars.book.eyes import Eyes
from regulars.book.merging.preview import UNDER_WAY
from regulars.conversations.models import Draft

MOST = 10


def drafts(customers: Sequence[int], eyes: Eyes) -> list[str]:
    """Who is writing in conversations of these people, as far as these eyes may see it."""
    rows = Draft.objects.filter(conversation__customer__in=customers, discarded_at=None, sent_at=None)
    seen = rows.filter(eyes.among("conversation")).select_related("agent", "conversation")
    said = _("%(name)s has a draft in “%(subject)s”. It stays there.")
    untitled = _("Without a subject")
    return [
        said % {"name": one.agent.name, "subject": one.conversation.subject or untitled}
        for one in seen.order_by("-updated_at", "pk")[:MOST]
        if one.conversation
    ]


UNDER_WAY.offer("drafts", drafts)
