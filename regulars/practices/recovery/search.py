"""What recovery adds to search: `recovery:open` is where something went wrong and is not yet made good."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book.search import OPERATORS, Asking, Operator, Where
from regulars.book.search.operators import Narrowing
from regulars.book.search.terms import Term

WANTED = {
    "open": "r.ended_at is null",
    "failed": "r.ended_at is null and r.round > 1",
    "second": "r.ended_at is null and r.nth > 1",
}
# What was opened without a conversation is a matter of all that this customer has.
WHERE = """(exists (select 1 from recovery_recovery r where r.conversation_id = c.id and {which})
or exists (select 1 from recovery_recovery r
           where r.customer_id = c.customer_id and r.conversation_id is null and {which}))"""
SOURCE = """
select r.conversation_id as id from recovery_recovery r where r.conversation_id is not null and {which}
union all select c.id from recovery_recovery r join book_conversation c on c.customer_id = r.customer_id
where r.conversation_id is null and {which}
"""


def recovery(term: Term, asking: Asking) -> Narrowing:
    """One of WANTED."""
    which = WANTED.get(term.text.lower())
    if which is None:
        return Refused(_("“%(term)s”: write one of %(known)s.") % {"term": term, "known": ", ".join(WANTED)})
    return Where(WHERE.format(which=which), (), SOURCE.format(which=which))


OPERATORS.offer(
    "recovery",
    Operator(
        "recovery:open",
        gettext_lazy("something went wrong and is not yet made good"),
        recovery,
        lambda asking, begun: WANTED,
    ),
)
