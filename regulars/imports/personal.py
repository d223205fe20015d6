"""Files of imports name people long before they are customers, or after: what names somebody who is erased goes too.

A file that still waits goes whole, since its rows may go over several lines; whoever sent it can send it again without
them. Reports of what could not be used lose the lines that name them.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.book.leaving.slots import LEAVING, SORTS, Count, Leaving, Sort
from regulars.book.leaving.whose import Whose
from regulars.book.models import Batch
from regulars.imports.records.lines import lines
from regulars.imports.records.uploads import drop, file_of, report_of

ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# First and last name stand in cells of their own, as a rule.
BETWEEN = re.compile(r"[\s;,|\"]+")
# What is younger may still be written by the request that sends it.
UNFINISHED = timedelta(hours=1)


def counts(of: Whose) -> list[Count]:
    """How many files that are not brought in yet name them."""
    return [Count("imports", sum(1 for one in unread() if names(of, file_of(one))))]


def hindrance(of: Whose) -> str:
    """A file that is read right now would bring them back."""
    running = Batch.objects.filter(state=Batch.RUNNING)
    if any(names(of, file_of(batch)) for batch in running):
        return _("A file that names them is brought in this minute.")
    return ""


def erase(of: Whose, now: datetime) -> Iterable[str]:
    """Throw those files away, and take the lines out of reports. A report that is being written now is left to its end
    after a month."""
    for batch in list(unread()):
        if names(of, file_of(batch)) and not drop(batch):
            # Something of it was brought before it broke off: that stays, and can be taken back.
            file_of(batch).unlink(missing_ok=True)
    folder = report_of(Batch()).parent
    for draft in folder.glob("*.part"):
        if datetime.fromtimestamp(draft.stat().st_mtime, UTC) < now - UNFINISHED and names(of, draft):
            draft.unlink(missing_ok=True)
    running = {report_of(batch) for batch in Batch.objects.filter(state=Batch.RUNNING)}
    for report in set(folder.glob("*.report.csv")) - running:
        take_out(of, report)
    return ()


def unread() -> Iterator[Batch]:
    """Batches whose file waits for somebody to say how it is meant, or to go on with it."""
    yield from Batch.objects.filter(state__in=[Batch.WAITING, Batch.BROKEN]).order_by("pk")


def names(of: Whose, path: Path) -> bool:
    """Whether somebody is named in a file, whatever its encoding; not where there is none."""
    try:
        with path.open("rb") as file:
            return any(is_named(of, line) for line in lines(file))
    except FileNotFoundError:
        return False


def is_named(of: Whose, line: str) -> bool:
    """Whether somebody is named in a line of CSV or JSON."""
    plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), line)
    return of.is_named_in(plain) or of.is_named_in(BETWEEN.sub(" ", plain))


def take_out(of: Whose, report: Path) -> None:
    """Write a report anew without the lines that name somebody, if there are any."""
    with report.open(encoding="utf-8", newline="") as file:
        if not any(is_named(of, line) for line in file):
            return
    draft = report.with_suffix(".part")
    with report.open(encoding="utf-8", newline="") as file, draft.open("w", encoding="utf-8", newline="") as kept:
        kept.writelines(line for line in file if not is_named(of, line))
    draft.replace(report)


SORTS.offer("imports", Sort(gettext_lazy("Files waiting under Imports that name them")))
LEAVING.offer("imports", Leaving(lambda of, reducing: (), counts, erase, hindrance))
