"""What the house has said, made right and given, beside what its systems know. It is told as a whole, and once."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from regulars.book.models import Customer
from regulars.demo.company import given, house, mended, word


def live(known: Mapping[str, Customer], now: datetime) -> None:
    """Let it have happened; doing it again adds nothing. Letters and records have to be there before."""
    with transaction.atomic():
        if house.is_there():
            return
        word.read(known)
        people = house.take_seats(now)
        word.tell(people, known, now)
        mended.tell(people, known, now)
        given.tell(people, known, now)
