"""From a customer to the book in which they are shown."""

from django.db import connection

from regulars.book.models import Conversation, Customer
from regulars.engine.rows import rows

NEXT = "select merged_into_id from book_customer where id = %s"


def root_of(customer: Customer) -> Customer:
    """The customer itself, or whom it was merged into, over any number of merges, as of now."""
    found = root_id(customer.pk)
    return customer if found == customer.pk else Customer.objects.get(pk=found)


def root_id(pk: int) -> int:
    """The same by row id. Raises Customer.DoesNotExist."""
    return _followed(pk, NEXT)


def standing_id(pk: int) -> int:
    """The same inside a transaction that will write rows of that book: nobody merges it before its end.

    Raises Customer.DoesNotExist.
    """
    return _followed(pk, f"{NEXT} for key share" if connection.vendor == "postgresql" else NEXT)


def _followed(pk: int, statement: str) -> int:
    while True:
        found = rows(statement, [pk])
        if not found:
            raise Customer.DoesNotExist(pk)
        if found[0][0] is None:
            return pk
        pk = int(found[0][0])


def standing(customer: Customer, conversation: Conversation | None = None) -> Customer:
    """Where a new row of this customer belongs, inside the transaction that will write it; within a conversation,
    where that stands by now."""
    pk = customer.pk
    if conversation is not None:
        pk = Conversation.objects.values_list("customer_id", flat=True).get(pk=conversation.pk)
    found = standing_id(pk)
    return customer if found == customer.pk else Customer.objects.get(pk=found)
