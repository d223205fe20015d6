"""Reports of imports quote what could not be used: lines that name somebody who is erased go with them."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from regulars.book.leaving.slots import LEAVING, Leaving
from regulars.book.leaving.whose import Whose
from regulars.book.models import Batch
from regulars.imports.records.uploads import report_of


def erase(of: Whose, now: datetime) -> Iterable[str]:
    """Take those lines out. A report that is being written now is left to its end after a month."""
    folder = report_of(Batch()).parent
    running = {report_of(batch) for batch in Batch.objects.filter(state=Batch.RUNNING)}
    for report in set(folder.glob("*.report.csv")) - running:
        take_out(of, report)
    return ()


def take_out(of: Whose, report: Path) -> None:
    """Write a report anew without the lines that name somebody, if there are any."""
    with report.open(encoding="utf-8", newline="") as file:
        if not any(of.is_named_in(line) for line in file):
            return
    draft = report.with_suffix(".part")
    with report.open(encoding="utf-8", newline="") as file, draft.open("w", encoding="utf-8", newline="") as kept:
        kept.writelines(line for line in file if not of.is_named_in(line))
    draft.replace(report)


LEAVING.offer("imports", Leaving(lambda of, reducing: (), lambda of: (), erase))
