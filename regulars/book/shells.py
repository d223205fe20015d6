"""Books of which only the shell is left, since their customer was erased: nothing is written into them any more."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.models import Customer, Erasure


def erased(customers: Iterable[int]) -> set[int]:
    """Which of these books, by row id, were emptied for good."""
    done = Erasure.objects.filter(customer__in=set(customers), done_at__isnull=False)
    return set(done.values_list("customer_id", flat=True))


def was_erased(customer: int) -> bool:
    """Whether this book, by row id, was emptied for good."""
    return Erasure.objects.filter(customer=customer, done_at__isnull=False).exists()


def sealed(customer: Customer) -> Refused | None:
    """Why nothing new is written down of a customer, if they were erased: whoever comes back is somebody new."""
    return Refused(_("This customer was erased, so nothing new is written down.")) if was_erased(customer.pk) else None
