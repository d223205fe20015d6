"""A conversation by its public id, with whose it is and where it came in: in plain SQL, since every page asks."""

from functools import cache

from regulars.book.models import Conversation, Customer
from regulars.engine.rows import rows
from regulars.engine.whole_rows import columns, made, shown
from regulars.intake.models import Inbox


@cache
def statement() -> str:
    """The one statement."""
    tables = ((Conversation, "v"), (Customer, "c"), (Inbox, "i"))
    return (
        f"select {', '.join(shown(*one) for one in tables)} from book_conversation v "  # noqa: S608 - ours
        "join book_customer c on c.id = v.customer_id left join intake_inbox i on i.id = v.inbox_id "
        "where v.public_id = %s"
    )


def named(public_id: str) -> Conversation | None:
    """The conversation with its customer and inbox, as the ORM would give it; None where there is none."""
    found = rows(statement(), [public_id])
    if not found:
        return None
    first, second = len(columns(Conversation)), len(columns(Conversation)) + len(columns(Customer))
    row = made(Conversation, found[0][:first])
    row.customer = made(Customer, found[0][first:second])
    row.inbox = made(Inbox, found[0][second:]) if row.inbox_id else None
    return row
