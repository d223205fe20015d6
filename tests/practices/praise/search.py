"""What the practice adds to search: `praise:open` is where somebody is still to be thanked."""

from regulars.base.results import Refused
from regulars.book.search import OPERATORS, Asking, Operator, Where
from regulars.book.search.operators import Narrowing
from regulars.book.search.terms import Term

OPEN = "select 1 from book_task k where k.customer_id = c.customer_id and k.practice = 'praise' and k.done_at is null"


def praised(term: Term, asking: Asking) -> Narrowing:
    """Only `open` is known."""
    if term.text == "open":
        return Where(f"exists ({OPEN})")
    return Refused(f"“{term}”: write praise:open.")


PRAISE = Operator("praise:open", "somebody is to be thanked", praised)
OPERATORS.offer("praise", PRAISE)
