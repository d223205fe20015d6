"""A recovery goes where its customer's book goes, with all its rows."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy

from regulars.book.eyes import Eyes
from regulars.book.merging.belongings import Belonging, declare
from regulars.book.merging.roots import root_id
from regulars.book.models import Move
from regulars.practices.recovery.acts.projecting import project_all
from regulars.practices.recovery.models import Hanging, Recovery
from regulars.practices.recovery.words import FAILURES

RECOVERY = "recovery"


def words(row: Recovery, eyes: Eyes) -> str:
    """What went wrong, unless it is told of in an inbox that is kept from them."""
    if not eyes.may_see(row.conversation):
        return ""
    return str(FAILURES.get(row.failure, FAILURES["other"]))


def seen_words(row: Hanging, eyes: Eyes) -> str:
    """Their words, unless they stand in an inbox that is kept from them."""
    if not eyes.may_see(row.conversation):
        return ""
    return row.quote or str(FAILURES["delivery"])


def moved(recoveries: Sequence[int]) -> None:
    """Which failure is the second one is another in the book where they are now, and in those that they left."""
    with transaction.atomic():
        here = set(Recovery.objects.filter(pk__in=recoveries).values_list("customer_id", flat=True))
        moves = Move.objects.filter(belonging=RECOVERY, row__in=recoveries).values_list("before", "to")
        project_all(here | {root_id(pk) for pair in moves for pk in pair})


declare(
    (
        Belonging(
            RECOVERY,
            gettext_lazy("Recovery"),
            gettext_lazy("Recoveries"),
            Recovery,
            words,
            "opened_at",
            movable=True,
            moved=moved,
        ),
        Belonging(
            "hanging",
            gettext_lazy("Matter left hanging"),
            gettext_lazy("Matters left hanging"),
            Hanging,
            seen_words,
            "at",
        ),
    )
)
