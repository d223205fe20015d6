"""Operators of search that ask for the work on a conversation: how it stands, with whom it is, and its tags."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.folding import fold
from regulars.base.results import Refused
from regulars.book.models import Conversation
from regulars.book.search import OPERATORS, Asking, Operator, Where
from regulars.book.search.operators import STATUSES, Narrowing
from regulars.book.search.terms import Term
from regulars.conversations.models import Tag
from regulars.engine.rows import marks, rows
from regulars.staff.models import Agent

ME, NOBODY = "me", "none"
MINE, UNASSIGNED = "mine", "unassigned"
STANDING = (Conversation.OPEN, Conversation.CLOSED, Conversation.SNOOZED, MINE, UNASSIGNED, "spam", "automatic")
MOST_SUGGESTED = 8
TAGS = "select name from conversations_tag where key >= %s and key < %s and retired_at is null order by key limit %s"

OF_STATUS = "select id from book_conversation where status = %s and joined_to_id is null"
OF_AGENTS = "select id from book_conversation where joined_to_id is null and assignee_id in ({agents})"
FREE = "select id from book_conversation where status = 'open' and joined_to_id is null and assignee_id is null"
TAGGED = "select conversation_id as id from conversations_tagging where tag_id in ({tags})"
HAS_TAG = "exists (select 1 from conversations_tagging g where g.conversation_id = c.id and g.tag_id in ({tags}))"


def standing(term: Term, asking: Asking) -> Narrowing:
    """How it stands; `mine` and `unassigned` are the queues of that name."""
    wanted = term.text.lower()
    if wanted in STATUSES:
        return Where("c.status = %s", (wanted,), OF_STATUS, (wanted,), statuses=frozenset({wanted}), exact=True)
    opened = frozenset({Conversation.OPEN})
    if wanted == MINE:
        mine = with_agents((asking.agent,))
        return Where(f"c.status = 'open' and {mine.sql}", mine.params, mine.source, mine.sourced, statuses=opened)
    if wanted == UNASSIGNED:
        return Where("c.status = 'open' and c.assignee_id is null", (), FREE, statuses=opened)
    return Refused(_("“%(term)s”: write one of %(known)s.") % {"term": term, "known": ", ".join(STANDING)})


def with_agents(agents: tuple[int, ...]) -> Where:
    """That it is with one of these."""
    places = marks(agents)
    return Where(f"c.assignee_id in ({places})", agents, OF_AGENTS.format(agents=places), agents)


def assigned(term: Term, asking: Asking) -> Narrowing:
    """With whom it is: `me`, `none`, or a part of a name as it begins."""
    wanted = fold(term.text).strip()
    if wanted == ME:
        return with_agents((asking.agent,))
    if wanted in (NOBODY, "nobody"):
        return Where("c.assignee_id is null")
    found = tuple(pk for pk, name, email in people() if is_called(wanted, name, email))
    if found:
        return with_agents(found)
    return Refused(
        _("“%(term)s”: nobody here is called that. Write assignee:me, assignee:none or a name.") % {"term": term}
    )


def is_called(wanted: str, name: str, email: str) -> bool:
    """Whether a name, one of its words or an address begins so."""
    called = fold(name)
    return any(one.startswith(wanted) for one in (called, *called.split(), email))


def people() -> Iterable[tuple[int, str, str]]:
    """All agents, those that have left too: what was theirs may still be looked for."""
    return Agent.objects.order_by("name", "pk").values_list("pk", "name", "email")


def colleagues(asking: Asking, begun: str) -> list[str]:
    """Whom to suggest."""
    here = rows("select name, email from staff_agent where is_active order by name, id", [])
    return [ME, NOBODY, *(name for name, email in here if is_called(begun, name, email))][: MOST_SUGGESTED + 2]


def tagged(term: Term, asking: Asking) -> Narrowing:
    """What people have put on it; `vip*` is any tag that begins so."""
    wanted = " ".join(term.text.casefold().split())
    begins = wanted.endswith("*") and not term.quoted
    key = wanted.rstrip("*") if begins else wanted
    known = Tag.objects.filter(key__gte=key, key__lt=f"{key}\U0010ffff") if begins else Tag.objects.filter(key=key)
    found = tuple(known.filter(retired_at=None).order_by("pk").values_list("pk", flat=True)[:100])
    if not found and known.exists():
        return Refused(_("“%(term)s”: this tag was put away.") % {"term": term})
    if not found:
        return Refused(_("“%(term)s”: nobody has used this tag yet.") % {"term": term})
    places = marks(found)
    return Where(HAS_TAG.format(tags=places), found, TAGGED.format(tags=places), found)


def tags(asking: Asking, begun: str) -> list[str]:
    """Which to suggest."""
    known = rows(TAGS, [begun, f"{begun}\U0010ffff", MOST_SUGGESTED])
    return [name for (name,) in known]


OPERATORS.offer(
    "is",
    Operator("is:open", gettext_lazy("how it stands"), standing, lambda asking, begun: STANDING),
)
OPERATORS.offer(
    "assignee",
    Operator("assignee:me", gettext_lazy("with whom it is"), assigned, colleagues),
)
OPERATORS.offer(
    "tag",
    Operator("tag:vip", gettext_lazy("what somebody has put on it"), tagged, tags),
)
