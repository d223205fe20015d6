"""Whose book a mail belongs to that came from an address of several people: the name decides.

Source: docs/decisions/0030-an-address-of-several-people.md.
"""

from regulars.book.matching.rules import called
from regulars.book.models import Customer, Identity
from regulars.channels.contract import Address
from regulars.conversations.filing import rows
from regulars.conversations.filing.known import Known
from regulars.conversations.filing.sheet import Sheet
from regulars.conversations.filing.sides import Mail


def who(address: Address, holder: Identity, mail: Mail, known: Known, sheet: Sheet) -> Identity:
    """Who of those known by a shared address has this name: its holder, or one of the others; else somebody new, with
    a book of their own and the address as a claim. What a machine sends is the holder's."""
    there: list[Identity] = [holder, *known.sharing.get(address.email, ())]
    found = called(address.name, [one.customer.name for one in there])
    if found is not None:
        return there[found]
    if not mail.by_person:
        return holder
    customer = Customer(pk=sheet.next_id(Customer), name=address.name[:200], created_at=mail.now)
    sheet.add(customer)
    identity = rows.identity(address, customer, mail.at, sheet, verified=False, shared=True)
    known.sharing.setdefault(address.email, []).append(identity)
    return identity
