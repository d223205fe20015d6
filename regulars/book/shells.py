"""Books of which only the shell is left, since their customer was erased: nothing is written into them any more."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.models import Customer, Erasure

# Files that are too young stay an hour longer; from when all rows are empty on, nothing may be written into them.
EMPTIED = Q(done_at__isnull=False) | Q(certificate__emptied=True)


def erased(customers: Iterable[int]) -> set[int]:
    """Which of these books, by row id, were emptied for good."""
    done = Erasure.objects.filter(EMPTIED, customer__in=set(customers))
    return set(done.values_list("customer_id", flat=True))


def was_erased(customer: int) -> bool:
    """Whether this book, by row id, was emptied for good."""
    return Erasure.objects.filter(EMPTIED, customer=customer).exists()


def sealed(customer: Customer) -> Refused | None:
    """Why nothing new is written down of a customer, if they were erased: whoever comes back is somebody new."""
    return Refused(_("This customer was erased, so nothing new is written down.")) if was_erased(customer.pk) else None
