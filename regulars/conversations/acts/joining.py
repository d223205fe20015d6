"""Conversations that belong together: merging, suggestions, and links between two that stay apart."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.locking import only_filer
from regulars.book.models import Conversation
from regulars.conversations.acts import rules
from regulars.conversations.acts.change import Act, Outcome, standings, tell, write
from regulars.conversations.acts.rules import TAG, Standing
from regulars.conversations.models import Event, Link
from regulars.conversations.recording import MERGED
from regulars.engine import audit
from regulars.staff.models import Agent


def root_of(pk: int) -> Conversation:
    """The conversation that this one is shown as."""
    found = Conversation.objects.select_related("joined_to").get(pk=pk)
    return found.joined_to or found


def settle_link(link: Link, accept: bool, agent: Agent, now: datetime, batch: str = "") -> Refused | None:
    """Say yes or no to a suggestion. Accepted, the conversation is shown as part of the other from now on."""
    with transaction.atomic():
        # Mail that is being filed, and other joins, look at where a conversation is shown, too.
        only_filer()
        state = Link.ACCEPTED if accept else Link.REFUSED
        open_ = Link.objects.filter(pk=link.pk, state=Link.SUGGESTED)
        if not open_.update(state=state, settled_at=now, settled_by=agent):
            return Refused(_("Somebody has settled this suggestion already."))
        before, after = [link.kind, Link.SUGGESTED], [link.kind, state]
        mark(link, before, after, Act(str(state), agent, now, batch))
        if accept:
            return join(link.conversation_id, link.other_id, agent, now, batch)
    return None


def merge(
    conversation: Conversation, into: Conversation, agent: Agent, now: datetime, batch: str = ""
) -> Refused | None:
    """Show one conversation as part of another. Replies to it land in the other from now on."""
    with transaction.atomic():
        only_filer()
        return join(conversation.pk, into.pk, agent, now, batch)


def merge_all(asked: Sequence[int], agent: Agent, now: datetime, batch: str = "") -> Outcome:
    """Show several of one customer as part of the one that was opened first; refused for all or for none."""
    with transaction.atomic():
        only_filer()
        shown = Conversation.objects.filter(Q(pk__in=asked, joined_to=None) | Q(joined__in=asked)).distinct()
        found = list(shown.order_by("opened_at", "pk"))
        if refused := why_apart(found):
            return Outcome(refused=dict.fromkeys(asked, refused))
        stand = standings(one.pk for one in found)
        for one in found[1:]:
            join(one.pk, found[0].pk, agent, now, batch)
        return Outcome([rules.change(stand[one.pk], {}) for one in found])


def why_apart(found: Sequence[Conversation]) -> Refused | None:
    """Why these are not merged at once."""
    if len(found) < 2:
        return Refused(_("Choose two or more that belong together."))
    if len({one.customer_id for one in found}) > 1:
        return Refused(_("These are of different people. To merge two of them all the same, open one: More, Merge."))
    return None


def join(conversation: int, into: int, agent: Agent, now: datetime, batch: str) -> Refused | None:
    """Moments stay where they were written; only the view changes."""
    root, moved = root_of(into), root_of(conversation)
    if root == moved:
        return Refused(_("These two are joined already."))
    together = Conversation.objects.filter(Q(pk__in=(root.pk, moved.pk)) | Q(joined_to=moved))
    stand = standings(together.values_list("pk", flat=True))
    target, source = stand.pop(root.pk), stand[moved.pk]
    write([rules.change(one, {"joined_to": root.pk}) for one in stand.values()], Act("joined", agent, now, batch))
    said = {"from": [source.public_id]}
    write([rules.change(target, taken_over(target, source))], Act("took_in", agent, now, batch, said))
    on = f"conversation:{target.public_id}"
    audit.record(MERGED, on, by=agent.name, by_id=agent.public_id, after={"from": source.public_id}, now=now)
    return None


def taken_over(target: Standing, source: Standing) -> dict[str, Any]:
    """What the one that stands gets from the one that is joined to it: its tags, its work, its newest words."""
    wanted: dict[str, Any] = {**rules.together(target, source), **{f"{TAG}{tag}": True for tag in source.tags}}
    if target.assignee is None:
        wanted["assignee"] = source.assignee
    if target.last_at is None or (source.last_at and source.last_at > target.last_at):
        wanted |= {"last_at": source.last_at, "preview": source.preview}
    return wanted


def link(
    conversation: Conversation, other: Conversation, agent: Agent, now: datetime, batch: str = ""
) -> Refused | None:
    """Put two conversations beside each other; each stays what it is, and names the other."""
    with transaction.atomic():
        one, two = root_of(conversation.pk), root_of(other.pk)
        if one == two:
            return Refused(_("That is the same conversation."))
        known = Link.objects.filter(Q(conversation=one, other=two) | Q(conversation=two, other=one)).first()
        made = known or Link(conversation=one, other=two, evidence="by hand", created_at=now, state=Link.REFUSED)
        if made.kind == Link.RELATED and made.state == Link.ACCEPTED:
            return None
        before = [made.kind, made.state]
        made.kind, made.state, made.settled_at, made.settled_by = Link.RELATED, Link.ACCEPTED, now, agent
        made.save()
        mark(made, before, [made.kind, made.state], Act("linked", agent, now, batch))
    return None


def mark(link: Link, before: Sequence[str], after: Sequence[str], act: Act) -> None:
    """The event of what was said to a link, on the conversation that it belongs to."""
    stand = standings([link.conversation_id, link.other_id])
    on = stand[link.conversation_id]
    said = {"link": link.pk, "other": stand[link.other_id].public_id, "was": list(before), "is": list(after)}
    Event.objects.bulk_create([event_of(on, act, said)])
    tell(stand.values())


def event_of(on: Standing, act: Act, said: dict[str, Any]) -> Event:
    """An event that changes no column."""
    return Event(
        conversation_id=on.pk,
        kind=act.kind,
        at=act.now,
        agent=act.agent,
        batch=act.batch,
        payload={"before": {}, "after": {}, **said},
    )
