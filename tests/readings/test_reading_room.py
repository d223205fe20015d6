"""From a mail to rows, through a process of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from regulars.book.models import Message
from regulars.readings.models import Reading, Understanding
from tests.mails import mail, take_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Settle = Callable[[], int]


def test_a_mail_is_read_once_it_is_filed(reads: Path, settled: Settle) -> None:
    take_in(mail(text="Thank you, but it is broken."))
    settled()
    found = Reading.objects.order_by("start").values_list("reader", "label", "start", "end", "sure")
    assert list(found) == [("thanks", "thanks", 0, 9, True), ("sentiment", "negative", 21, 27, True)]
    row = Understanding.objects.get()
    assert (row.language, row.tier, row.scores, len(row.vector)) == (
        "en",
        "full",
        {"sentiment": {"negative": 0.9}},
        512,
    )
    assert row.message == Message.objects.get()
