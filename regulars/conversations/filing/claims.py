"""Whom a form names: a book that nobody else's is taken for, until the address has answered.

Source: docs/decisions/0029-forms-in-our-own-name.md.
"""

from regulars.book.models import Customer, Identity
from regulars.conversations.filing import rows
from regulars.conversations.filing.known import FORM, Known
from regulars.conversations.filing.sheet import Sheet
from regulars.conversations.filing.sides import Mail


def claimant(mail: Mail, known: Known, sheet: Sheet) -> Identity:
    """A new book for who filled in a form, with an address that is claimed and so matches nobody.

    Who else is known by it is suggested to a person, as for every claim.
    """
    customer = Customer(pk=sheet.next_id(Customer), name=mail.them.name[:200], created_at=mail.now)
    sheet.add(customer)
    identity = rows.identity(mail.them, customer, mail.at, sheet, source=FORM, verified=False)
    known.claims[customer.pk, identity.value] = identity
    return identity


def prove(mail: Mail, customer: int, known: Known, sheet: Sheet) -> None:
    """An answer from the address that a form named, on that very conversation, is proof of it: what we wrote got there.

    Where the address is somebody's already it stays theirs.
    """
    identity = known.claims.get((customer, mail.sender.email))
    if identity is None or not mail.by_person or mail.sender.email in known.identities:
        return
    identity.verified_at = mail.at
    known.learn_identity(identity)
    sheet.proved.append(identity)
