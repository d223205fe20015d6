"""Orders that are late: by this desk's own record, and those that have not come."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from regulars.book.models import Customer, Order
from regulars.engine.rows import rows
from regulars.practices.recovery import hearing, lateness, tasks
from regulars.practices.recovery.models import Hanging, Recovery, Sign
from regulars.practices.recovery.sweep import acts
from tests import builders
from tests.gestures.builders import order
from tests.practices.recovery import recoveries as make
from tests.practices.recovery.recoveries import NOW

DAY = timedelta(days=1)


def test_what_is_ordinary_is_what_nine_in_ten_keep() -> None:
    assert lateness.ordinary([]) == lateness.UNKNOWN
    assert lateness.ordinary([DAY] * (lateness.FEWEST - 1)) == lateness.UNKNOWN
    assert lateness.ordinary([-DAY] * 95 + [9 * DAY] * 5) == timedelta(hours=12)
    assert lateness.ordinary([-DAY] * 60 + [1.5 * DAY] * 35 + [9 * DAY] * 5) == 1.5 * DAY


@pytest.mark.sqlite
@pytest.mark.django_db
def test_an_order_that_has_not_come_opens_one_once() -> None:
    """Neither too early nor after weeks; that it came in the end is the same sign."""
    now, ana = timezone.now(), builders.customer()
    late = parcel(ana, "1", promised_at=now - 3 * DAY)
    parcel(ana, "2", promised_at=now - DAY)
    parcel(ana, "3", promised_at=now - 30 * DAY)
    parcel(ana, "4", promised_at=now - 3 * DAY, status=Order.CANCELLED)
    parcel(ana, "5", promised_at=now - 3 * DAY, status=Order.DELIVERED, delivered_at=now)
    for _ in range(2):
        tasks.look_for_overdue.run({})
    recovery = Recovery.objects.get()
    assert (recovery.route, recovery.order, recovery.severity) == ("order", late.public_id, "serious")
    came = make.happened(ana, "order.delivered", now, order=late.public_id, late=4 * 86400)
    hearing.hear_moment(came, now)
    assert Sign.objects.count() == 1
    assert Recovery.objects.count() == 1


@pytest.mark.django_db
def test_a_day_late_hangs_only_where_that_is_not_ordinary() -> None:
    """The same parcel, at a desk whose parcels come a day late and at one whose parcels come in time."""
    now, ana = timezone.now(), builders.customer()
    promised = now - 40 * DAY
    parcel(ana, "late", promised_at=promised, delivered_at=promised + 1.2 * DAY, status=Order.DELIVERED)
    assert acts.sweep(now) == 0
    for number in range(lateness.FEWEST):
        times = {"promised_at": promised, "delivered_at": promised - DAY, "status": Order.DELIVERED}
        parcel(ana, f"in time {number}", **times)
    assert acts.sweep(now) == 1
    assert Hanging.objects.get().order == Order.objects.get(number="late").public_id
    times = {"promised_at": promised, "delivered_at": promised + 1.5 * DAY, "status": Order.DELIVERED}
    for number in range(10):
        parcel(ana, f"late too {number}", **times)
    assert acts.sweep(now) == 0
    # What came broken is no matter of days.
    broken = parcel(ana, "broken", promised_at=promised, delivered_at=promised, status=Order.DAMAGED)
    assert acts.sweep(now) == 1
    assert Hanging.objects.get(gone_at=None).order == broken.public_id


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "params", "index"),
    [
        (lateness.CAME, [lateness.NEWEST], "orders_that_came"),
        (lateness.OVERDUE.format(way="%s, %s, %s"), [*lateness.ON_ITS_WAY, NOW, NOW - 14 * DAY, 200], "orders_to_come"),
    ],
)
def test_the_hourly_look_reads_only_the_orders_it_asks_for(statement: str, params: list[Any], index: str) -> None:
    """However many have come, or were promised for no day: each list is an index's own."""
    explain = "explain query plan"
    if connection.vendor == "postgresql":
        # It reads few rows faster without one.
        explain = "explain"
        with connection.cursor() as cursor:
            for dearer in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"set local enable_{dearer} = off")
    plan = " ".join(str(row[-1]) for row in rows(f"{explain} {statement}", params))
    assert index in plan
    assert not re.search("temp b-tree|sort", plan, re.IGNORECASE)


def parcel(of: Customer, number: str, **more: Any) -> Order:
    """One on its way."""
    return order(of, number, **{"status": Order.SENT, **more})
