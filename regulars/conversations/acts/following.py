"""Answers that have not left go with the message that they answer, when it goes to another conversation.

Left behind, they would be sent in the wrong thread, above a quotation of somebody else's words.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from regulars.book.models import Conversation, Moment
from regulars.conversations.drafts.acts import live, put_before
from regulars.conversations.models import Draft, Outgoing


def take_along(going: Collection[int], root: Conversation, target: Conversation, now: datetime) -> None:
    """Take held mail and replies under way to `target`, where they answer one of the moments (row ids) that go there
    from what is shown as `root`. Asked before anything of these has changed, or after it has changed back."""
    shown = Q(conversation__in=(root.pk, target.pk)) | Q(conversation__joined_to=root)
    for mail in Outgoing.objects.filter(shown, state=Outgoing.HELD).select_related("draft"):
        if mail.draft is not None and answered(mail.draft.seen, shown) in going:
            Outgoing.objects.filter(pk=mail.pk).update(conversation=target)
            Draft.objects.filter(pk=mail.draft.pk).update(conversation=target)
    for draft in Draft.objects.filter(shown, kind=Draft.REPLY, sent_at=None, discarded_at=None).select_related("agent"):
        if draft.conversation_id != target.pk and answered(draft.seen, shown) in going:
            land(draft, target, now)


def answered(seen: int, shown: Q) -> int | None:
    """The row id of the message that an answer is to, whose writer had seen so far: the last of theirs, else the last.
    It is chosen as for the quotation in the letter (sending/background.py)."""
    said = Moment.objects.filter(shown, kind="message", **({"pk__lte": seen} if seen else {})).order_by("-at", "-pk")
    theirs = said.filter(direction=Moment.IN, automatic="")
    return next((one for some in (theirs, said) for one in some.values_list("pk", flat=True)[:1]), None)


def land(draft: Draft, target: Conversation, now: datetime) -> None:
    """Put a reply there, before what its writer has begun there already."""
    other = live(draft.agent, target.pk, draft.kind)
    if other is None:
        Draft.objects.filter(pk=draft.pk).update(conversation=target)
    else:
        put_before(draft, other, now)
