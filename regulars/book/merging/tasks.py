"""What a merge could not see is settled a minute later."""

from typing import Any

from django.db import transaction

from regulars.book.locking import only_filer
from regulars.book.merging.moving import hold
from regulars.book.merging.settling import settle
from regulars.book.merging.telling import SETTLE
from regulars.engine.jobs import task


@task(SETTLE)
def settle_again(payload: dict[str, Any]) -> None:
    """Put rows right that were written by who had looked before a merge, and wrote after it."""
    with transaction.atomic():
        only_filer()
        settle(hold([int(pk) for pk in payload["customers"]]))
