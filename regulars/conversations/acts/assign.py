"""Giving a conversation to somebody."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.results import Refused
from regulars.book.models import Conversation
from regulars.conversations.acts import rules
from regulars.conversations.acts.change import Act, Outcome, alter
from regulars.conversations.notices.acts import notify
from regulars.conversations.notices.rules import ASSIGNED
from regulars.intake.access import hidden_inboxes
from regulars.staff.models import Agent


def assign(
    conversation: Conversation, to: Agent | None, agent: Agent | None, now: datetime, batch: str = ""
) -> Refused | None:
    """Give it to `to`, or to nobody. They are told, unless they did it themselves."""
    return assign_all([conversation.pk], to, agent, now, batch).refused.get(conversation.pk)


def assign_all(
    asked: Sequence[int], to: Agent | None, agent: Agent | None, now: datetime, batch: str = "", because: str = ""
) -> Outcome:
    """The same of many. `because` says by which rule the desk gave them, where no person did."""
    if to is not None and not to.may("conversation.work"):
        gone = Refused(_("They do not work on conversations. Choose somebody else."), "to")
        return Outcome(refused=dict.fromkeys(asked, gone))
    said = {"because": because} if because else {}
    decide = rules.assigning(to.pk if to else None, hidden_inboxes(to) if to else ())
    with transaction.atomic():
        outcome = alter(asked, Act("assigned", agent, now, batch, said), decide)
        if to is not None and outcome.changes:
            announce(outcome, to, agent, now)
    return outcome


def announce(outcome: Outcome, to: Agent, agent: Agent | None, now: datetime) -> None:
    """One notice, however many they got at once."""
    newest = max(outcome.changes, key=lambda made: made.of.last_at or now).of
    more = len(outcome.changes) - 1
    words = ngettext("and %(num)s more", "and %(num)s more", more) % {"num": more} if more else ""
    given = Conversation.objects.get(pk=newest.pk)
    notify(to.pk, ASSIGNED, given, now, by_id=agent.pk if agent else None, words=words)
