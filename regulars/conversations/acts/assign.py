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
from regulars.conversations.acts.rules import Standing
from regulars.conversations.models import Event
from regulars.conversations.notices.acts import notify
from regulars.conversations.notices.rules import ASSIGNED, GIVEN_BACK
from regulars.intake.access import hidden_inboxes
from regulars.staff.models import Agent


def assign(
    conversation: Conversation, to: Agent | None, agent: Agent | None, now: datetime, batch: str = ""
) -> Refused | None:
    """Give it to `to`, or to nobody. They are told, unless they did it themselves."""
    return assign_all([conversation.pk], to, agent, now, batch).refused.get(conversation.pk)


def assign_all(
    asked: Sequence[int],
    to: Agent | None,
    agent: Agent | None,
    now: datetime,
    batch: str = "",
    because: str = "",
    why: str = "",
) -> Outcome:
    """The same of many. `because` says by which rule the desk gave them, where no person did; `why` are a person's own
    words, kept on one line. Who gave something to `agent` hears that it was given back."""
    if to is not None and not to.holds_conversations:
        gone = Refused(_("They do not work on conversations. Choose somebody else."), "to")
        return Outcome(refused=dict.fromkeys(asked, gone))
    said = ({"because": because} if because else {}) | rules.why_said(why)
    decide = rules.assigning(to.pk if to else None, hidden_inboxes(to) if to else ())
    with transaction.atomic():
        outcome = alter(asked, Act("assigned", agent, now, batch, said), decide)
        if to is not None and outcome.changes:
            announce(outcome, to, agent, now)
        elif agent is not None:
            tell_givers([made.of for made in outcome.changes if made.of.assignee == agent.pk], agent, now, why)
    return outcome


def tell_givers(given_back: Sequence[Standing], agent: Agent, now: datetime, why: str) -> None:
    """Who gave these to an agent last is told that they are nobody's again."""
    ids = [one.pk for one in given_back]
    events = Event.objects.filter(conversation__in=ids, kind="assigned", agent__isnull=False).order_by("id")
    last = {one.conversation_id: one for one in events if one.payload.get("after", {}).get("assignee") == agent.pk}
    for one in Conversation.objects.filter(pk__in=last):
        notify(last[one.pk].agent_id or 0, GIVEN_BACK, one, now, by_id=agent.pk, words=why)


def announce(outcome: Outcome, to: Agent, agent: Agent | None, now: datetime) -> None:
    """One notice, however many they got at once."""
    newest = max(outcome.changes, key=lambda made: made.of.last_at or now).of
    more = len(outcome.changes) - 1
    words = ngettext("and %(num)s more", "and %(num)s more", more) % {"num": more} if more else ""
    given = Conversation.objects.get(pk=newest.pk)
    notify(to.pk, ASSIGNED, given, now, by_id=agent.pk if agent else None, words=words)
