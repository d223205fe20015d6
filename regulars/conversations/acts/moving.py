"""Moving conversations to another inbox: to whom they belong, or where few may look.

What was joined to one goes with it. Who may not look there any more loses sight of it: a matter for few is handed to
them so, by anybody, and only they read on.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.models import Conversation
from regulars.conversations.acts import rules
from regulars.conversations.acts.change import Act, Outcome, roots_of, standings, write
from regulars.intake.access import hidden_inboxes
from regulars.intake.models import Inbox
from regulars.staff.models import Agent

MOVED = "moved"


def move_all(asked: Sequence[int], to: Inbox | None, agent: Agent, now: datetime, batch: str = "") -> Outcome:
    """Move these, and all that was joined to them; answers go out from there. Whoever holds one and may not look there
    holds it no longer."""
    if to is None:
        refused = Refused(_("Choose the inbox that it belongs to."), "inbox")
        return Outcome(refused=dict.fromkeys(asked, refused))
    with transaction.atomic():
        roots = set(roots_of(asked).values())
        joined = Conversation.objects.filter(joined_to__in=roots).values_list("pk", flat=True)
        stand = standings({*roots, *joined})
        decide = rules.moving(to.pk, blind(to, {one.assignee for one in stand.values() if one.assignee}))
        changes = [rules.change(one, decide(one)) for one in stand.values()]
        made = [one for one in changes if one.after]
        write(made, Act(MOVED, agent, now, batch, {"to": str(to)}))
        return Outcome([one for one in made if one.of.pk in roots])


def blind(to: Inbox, holders: set[int]) -> Mapping[int, bool]:
    """Of these agents, who may not look into that inbox."""
    return {one.pk: to.pk in hidden_inboxes(one) for one in Agent.objects.filter(pk__in=holders)}
