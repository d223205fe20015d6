"""`promise:` in a search: where something was promised that is open, late or broken, or was kept."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book.search import OPERATORS, Asking, Operator, Where
from regulars.book.search.operators import Narrowing
from regulars.book.search.terms import Term

STANDS = {
    "open": "p.state = 'open'",
    "late": "p.state = 'open' and p.due_at < %s",
    "broken": "p.state = 'broken'",
    "kept": "p.state in ('kept', 'late')",
}
# What was promised outside a conversation, as on the phone, is a matter of all that this customer has.
HAS = """(exists (select 1 from promises_promise p
        where p.conversation_id = c.id and p.said_at is not null and {stands})
or exists (select 1 from promises_promise p
           where p.customer_id = c.customer_id and p.conversation_id is null and p.said_at is not null and {stands}))"""
OF = """
select p.conversation_id as id from promises_promise p
where p.conversation_id is not null and p.said_at is not null and {stands}
union all select c.id from promises_promise p join book_conversation c on c.customer_id = p.customer_id
where p.conversation_id is null and p.said_at is not null and {stands}
"""


def promised(term: Term, asking: Asking) -> Narrowing:
    """How a promise stands that was made there."""
    wanted = term.text.lower()
    wanted = "late" if wanted == "overdue" else wanted
    stands = STANDS.get(wanted)
    if stands is None:
        return Refused(_("“%(term)s”: write one of %(known)s.") % {"term": term, "known": ", ".join(STANDS)})
    # Once for either half.
    params = (asking.now, asking.now) if wanted == "late" else ()
    return Where(HAS.format(stands=stands), params, OF.format(stands=stands), params)


OPERATORS.offer(
    "promise",
    Operator("promise:open", gettext_lazy("what we promised there"), promised, lambda asking, begun: tuple(STANDS)),
)
