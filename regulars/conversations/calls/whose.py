"""Whose call it is that is being written down."""

from regulars.book.merging.roots import root_of
from regulars.book.models import Customer
from regulars.conversations.calls.rules import Call


def whose(call: Call) -> Customer | None:
    """The customer, as they are shown by now, of a call that stands in no conversation yet; None where nobody is
    named."""
    named = Customer.objects.filter(public_id=call.customer).first() if call.customer else None
    return root_of(named) if named else None
