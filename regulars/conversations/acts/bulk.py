"""One act on many conversations, by the name under which a page asks for it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.frozen import dataclass
from regulars.conversations.acts import rules
from regulars.conversations.acts.assign import assign_all
from regulars.conversations.acts.change import Act, Outcome, alter
from regulars.conversations.acts.joining import merge_all
from regulars.conversations.acts.moving import move_all
from regulars.conversations.acts.status import not_spam_all, snooze_all
from regulars.conversations.acts.tags import tag_all, untag_all
from regulars.intake.models import Inbox
from regulars.staff.models import Agent


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page asks for. `to`, `until`, `inbox`, `why` and `name` are for the acts that need them."""

    agent: Agent
    now: datetime
    batch: str
    to: Agent | None = None
    until: datetime | None = None
    inbox: Inbox | None = None
    why: str = ""
    name: str = ""


Carry = Callable[[Sequence[int], Asked], Outcome]


@dataclass(frozen=True, slots=True)
class Doing:
    """One act: how it is carried out, and how it is told of one and of several. `leaves`: the list loses them."""

    carry: Carry
    told: Callable[[int], str]
    leaves: bool = False


def plain(kind: str, decide: rules.Decide) -> Carry:
    """An act that needs to know nothing more."""
    return lambda on, asked: alter(on, Act(kind, asked.agent, asked.now, asked.batch), decide)


DOINGS: Mapping[str, Doing] = {
    "close": Doing(
        plain("closed", rules.closing), lambda n: ngettext("Closed.", "%(num)s closed.", n) % {"num": n}, leaves=True
    ),
    "reopen": Doing(
        plain("reopened", rules.reopening), lambda n: ngettext("Open again.", "%(num)s are open again.", n) % {"num": n}
    ),
    "snooze": Doing(
        lambda on, asked: snooze_all(on, asked.until, asked.agent, asked.now, asked.why, asked.batch),
        lambda n: ngettext("Put off.", "%(num)s put off.", n) % {"num": n},
        leaves=True,
    ),
    "spam": Doing(
        plain("spam", rules.to_spam),
        lambda n: ngettext("Put into spam.", "%(num)s put into spam.", n) % {"num": n},
        leaves=True,
    ),
    "not-spam": Doing(
        lambda on, asked: not_spam_all(on, asked.agent, asked.now, asked.batch),
        lambda n: ngettext("Brought back from spam.", "%(num)s brought back from spam.", n) % {"num": n},
    ),
    "assign": Doing(
        lambda on, asked: assign_all(on, asked.to, asked.agent, asked.now, asked.batch, why=asked.why),
        lambda n: ngettext("Given over.", "%(num)s given over.", n) % {"num": n},
    ),
    "move": Doing(
        lambda on, asked: move_all(on, asked.inbox, asked.agent, asked.now, asked.batch),
        lambda n: ngettext("Moved to the other inbox.", "%(num)s moved to the other inbox.", n) % {"num": n},
    ),
    "merge": Doing(
        lambda on, asked: merge_all(on, asked.agent, asked.now, asked.batch),
        lambda n: _("%(num)s are one conversation now.") % {"num": n},
    ),
    "tag": Doing(
        lambda on, asked: tag_all(on, asked.name, asked.agent, asked.now, asked.batch),
        lambda n: ngettext("Tagged.", "%(num)s tagged.", n) % {"num": n},
    ),
    "untag": Doing(
        lambda on, asked: untag_all(on, asked.name, asked.agent, asked.now, asked.batch),
        lambda n: ngettext("Tag taken off.", "Tag taken off %(num)s.", n) % {"num": n},
    ),
}
