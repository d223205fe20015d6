"""What stands inside the files of messages is read after they were filed, by a job, and found from then on."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from regulars.book.models import Attachment, FileText, Moment
from regulars.book.search.index import BATCH, index_moments
from regulars.book.search.inside import LARGEST, MOST_TEXT, inside, kind_of
from regulars.book.search.pdf import of_pdf
from regulars.engine import blobs, jobs
from regulars.engine.jobs import Wanted, task

READ = "search.files"
MOST_FILES = 20
UNREAD = ("pk", "name", "content_type", "size", "sha256")


def ask(moments: Iterable[int]) -> None:
    """Have the files of these moments read that can be, and were not yet."""
    files = Attachment.objects.filter(message__moment_id__among=list(moments), inside=None, size__lte=LARGEST)
    found = files.values_list("message__moment_id", "name", "content_type")
    with_words = sorted({moment for moment, name, content_type in found if kind_of(name, content_type)})
    jobs.enqueue_many(Wanted(READ, {"moment": pk}, key=f"{READ}:{pk}") for pk in with_words)


def ask_all() -> None:
    """The same for all moments, some at a time."""
    last = 0
    after = Moment.objects.order_by("pk").values_list("pk", flat=True)
    while batch := list(after.filter(pk__gt=last)[:BATCH]):
        ask(batch)
        last = batch[-1]


@task(READ, long=True)
def read(payload: dict[str, Any]) -> None:
    """Read the files of a moment."""
    read_files(payload["moment"])


def read_files(moment: int) -> None:
    """Read the files of a moment, by row id. What was erased meanwhile is left alone."""
    files = Attachment.objects.filter(message__moment=moment, inside=None).order_by("message_id", "position")
    texts = {pk: text_in(file) for pk, *file in files.values_list(*UNREAD)[:MOST_FILES]}
    if not any(texts.values()):
        return
    with transaction.atomic():
        still = Attachment.objects.select_for_update().filter(pk__in=texts).values_list("pk", flat=True)
        written = [FileText(attachment_id=pk, text=texts[pk]) for pk in still]
        FileText.objects.bulk_create(written, ignore_conflicts=True)
    index_moments([moment])


def text_in(file: Sequence[Any]) -> str:
    """The words of one file; `file` has the columns of UNREAD but the first."""
    name, content_type, size, sha256 = file
    kind = kind_of(name, content_type)
    if not kind or size > LARGEST:
        return ""
    try:
        content = blobs.read(sha256)
    except FileNotFoundError:
        return ""
    return of_pdf(content, MOST_TEXT) if kind == "pdf" else inside(kind, content)
