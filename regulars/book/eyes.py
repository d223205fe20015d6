"""What an agent may see of conversations: in which inboxes, and whether of those that somebody else holds.

Every page asks it here, so that a limit holds on all of them. What belongs to no conversation is everybody's.
"""

from collections.abc import Collection

from django.db.models import Q

from regulars.base.frozen import dataclass
from regulars.book.models import Conversation
from regulars.engine.rows import marks, rows
from regulars.intake.access import hidden_inboxes
from regulars.staff.models import Agent
from regulars.staff.rules import EVERYBODYS, OWN

# What was joined to another conversation is with whoever holds that one.
HOLDER = """case when {of}.joined_to_id is null then {of}.assignee_id
else (select held.assignee_id from book_conversation held where held.id = {of}.joined_to_id) end"""

BOOK = """
(not exists (select 1 from book_conversation k where k.customer_id = {of})
 or exists (select 1 from book_conversation k where k.customer_id = {of} and {seen})
 or exists (select 1 from book_visit v where v.customer_id = {of}))
"""
SEEN = "select c.id from book_customer c where c.id in ({ids}) and {seen}"
NAMED = "select c.public_id from book_customer c where c.public_id in ({ids}) and {seen}"


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whose eyes: the agent, None for the desk itself; the row ids of the inboxes that are kept from them; and of
    whose conversations they see any, one of `staff.rules.REACHES`."""

    agent: Agent | None = None
    inboxes: tuple[int, ...] = ()
    reach: str = EVERYBODYS

    @property
    def see_all(self) -> bool:
        """Whether nothing is kept from them."""
        return not self.inboxes and self.reach == EVERYBODYS

    @property
    def holder(self) -> int:
        """The row id of whose conversations are their own."""
        return self.agent.pk if self.agent else 0

    def sees(self, of: str = "c") -> str:
        """As SQL, that they may see the conversation with that alias, or that the join found none.

        Row ids stand in it as figures, so that it can be put anywhere in a statement and takes no parameters.
        """
        parts = []
        if self.inboxes:
            parts.append(f"({of}.inbox_id is null or {of}.inbox_id not in ({', '.join(map(str, self.inboxes))}))")
        if self.reach != EVERYBODYS:
            held = HOLDER.format(of=of)
            free = "" if self.reach == OWN else f" or {held} is null"
            parts.append(f"({of}.id is null or {held} = {self.holder}{free})")
        return f"({' and '.join(parts)})" if parts else "1 = 1"

    def sees_book(self, customer: str) -> str:
        """As SQL, that they may open the book of the customer whose row id that column holds.

        Whoever has conversations only where they may not look is not to be seen; but who comes to us is met by all.
        """
        return "1 = 1" if self.see_all else BOOK.format(of=customer, seen=self.sees("k"))

    def books(self, customers: Collection[int]) -> set[int]:
        """Which of these books, by row id, they may open. No statement where nothing is kept from them."""
        if self.see_all or not customers:
            return set(customers)
        ids = sorted(customers)
        return {pk for (pk,) in rows(SEEN.format(ids=marks(ids), seen=self.sees_book("c.id")), ids)}

    def named_books(self, public_ids: Collection[str]) -> set[str]:
        """The same by public id."""
        if self.see_all or not public_ids:
            return set(public_ids)
        ids = sorted(public_ids)
        return {one for (one,) in rows(NAMED.format(ids=marks(ids), seen=self.sees_book("c.id")), ids)}

    def among(self, to: str = "") -> Q:
        """The same for a query; `to` is the field that leads to the conversation, empty for conversations themselves.
        Rows without a conversation are among them."""
        at = f"{to}__" if to else ""
        found = ~Q(**{f"{at}inbox__in": self.inboxes}) if self.inboxes else Q()
        if self.reach != EVERYBODYS:
            found &= self._held(at) | (Q(**{to: None}) if to else Q(pk=None))
        return found

    def _held(self, at: str) -> Q:
        """That it, or what it was joined to, is theirs, or nobody's where they see that."""
        alone, joined = Q(**{f"{at}joined_to": None}), Q(**{f"{at}joined_to__isnull": False})
        whose = [self.holder] if self.reach == OWN else [self.holder, None]
        return Q(
            *(
                (alone & Q(**{f"{at}assignee": one})) | (joined & Q(**{f"{at}joined_to__assignee": one}))
                for one in whose
            ),
            _connector=Q.OR,
        )

    def may_see(self, conversation: Conversation | None) -> bool:
        """Whether they may see that one; what is in none, they may."""
        if conversation is None:
            return True
        if conversation.inbox_id in self.inboxes:
            return False
        if self.reach == EVERYBODYS:
            return True
        held = (conversation.joined_to or conversation).assignee_id
        return held == self.holder or (held is None and self.reach != OWN)


DESK = Eyes()


def eyes_of(agent: Agent) -> Eyes:
    """Those of this agent, now. An inbox is kept from nobody who is an owner."""
    return Eyes(agent, hidden_inboxes(agent), agent.reach)
