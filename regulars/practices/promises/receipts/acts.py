"""What customers do on a receipt: let us off, take that back, say that it did not happen. Each verb is one transaction,
gives back whether it is so now, and done twice changes nothing more."""

from datetime import datetime

from django.db import transaction

from regulars.base.results import Refused
from regulars.book.shells import was_erased
from regulars.practices.promises import ending, ledger, rules
from regulars.practices.promises.models import Denied, Outcome, Promise
from regulars.practices.promises.receipts.standing import denied


def let_off(promise: Promise, now: datetime) -> bool:
    """They no longer need it."""
    with transaction.atomic():
        held = still_theirs(promise)
        if held is None or held.state == Outcome.RELEASED:
            return held is not None
        return not isinstance(ending.release(held, None, now), Refused)


def need_again(promise: Promise, now: datetime) -> bool:
    """They take back that they let us off; what one of us wrote down is not theirs to take back."""
    with transaction.atomic():
        held = still_theirs(promise)
        ended = ledger.last(held) if held else None
        if held is None or ended is None or not rules.is_theirs(ended.kind, ended.agent is None):
            return held is not None and held.state == Promise.OPEN
        return not isinstance(ending.undo(held, None, now), Refused)


def deny(promise: Promise, now: datetime) -> bool:
    """They say that it did not happen."""
    with transaction.atomic():
        held = still_theirs(promise)
        if held is None or not rules.may_be_denied(held.state, held.sort, held.due_at, now):
            return False
        if denied(held, ledger.last(held)) is None:
            moment = ledger.append(held, "denied", None, now, theirs=True)
            Denied.objects.create(promise=held, moment=moment, at=now)
    return True


def still_theirs(promise: Promise) -> Promise | None:
    """The row, held until the end of the transaction, if it is still of the same book, and that is not empty."""
    held = ledger.taken(promise)
    return None if held.customer_id != promise.customer_id or was_erased(held.customer_id) else held
