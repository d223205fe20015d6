"""Jobs of leaving: archives, what is due, and that deleted words are not found in the database's files."""

import logging
from typing import Any

from django.utils import timezone

from regulars.base.results import Refused
from regulars.book.leaving import exports, letters
from regulars.book.leaving.carrying import SCRUB, carry_out
from regulars.book.models import Erasure
from regulars.book.search import engine
from regulars.engine import backups, jobs, references
from regulars.engine.jobs import every, task
from regulars.engine.scrubbing import scrub

log = logging.getLogger(__name__)
ERASE = "leaving.erase"


@task(exports.MAKE, long=True)
def make_archive(payload: dict[str, Any]) -> None:
    """Write an archive."""
    exports.make(payload["customer"], payload["name"], timezone.now())


@every("leaving.due", seconds=600)
def ask_for_due() -> None:
    """Ask for what is due; what had to wait is asked for again."""
    due = Erasure.objects.filter(due_at__lte=timezone.now(), cancelled_at=None, done_at=None)
    for pk in due.values_list("pk", flat=True):
        jobs.enqueue(ERASE, {"erasure": pk}, key=f"{ERASE}:{pk}")


@task(ERASE, long=True)
def erase(payload: dict[str, Any]) -> None:
    """Carry one out; one that has to wait is left to the next look."""
    erasure = Erasure.objects.filter(pk=payload["erasure"]).first()
    if erasure is None:
        return
    outcome = carry_out(erasure, timezone.now())
    if isinstance(outcome, Refused):
        log.warning("Erasure %s waits: %s", erasure.public_id, outcome.reason)
    # Rows may be empty while files wait.
    jobs.enqueue(SCRUB, {}, key=SCRUB)


@task(SCRUB, long=True, attempts=20)
def scrub_files(payload: dict[str, Any]) -> None:
    """Let nothing that was deleted be found in the database's files."""
    settle_files()


def settle_files(*, whole: bool = False) -> bool:
    """The index in one piece, the file written anew; False where that is too large for a working day. Raises
    StillRead."""
    engine().settle()
    backups.forget_before_upgrade(whatever_its_age=True)
    done = scrub(whole=whole)
    if not done:
        log.warning("The database is large: run `./do regulars erase scrub` at a quiet hour, to write it anew.")
    return done


@every("leaving.tidy", seconds=24 * 3600)
def tidy() -> None:
    """Archives that are too old, copies of mail that was erased, and files to which nothing refers."""
    now = timezone.now()
    exports.sweep(now)
    references.let_go(letters.empty_copies(), now)
    references.sweep(now)
    backups.forget_before_upgrade()
