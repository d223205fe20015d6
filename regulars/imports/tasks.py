"""Jobs of this room."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, override

from regulars.book.models import Batch
from regulars.engine.jobs import every, task
from regulars.imports.records import acts, uploads
from regulars.staff.models import Agent


@task(uploads.BRING, attempts=3, long=True)
def bring(payload: dict[str, Any]) -> None:
    """Bring in a file that was sent to the page."""
    batch = Batch.objects.filter(pk=payload["batch"], state__in=[Batch.RUNNING, Batch.BROKEN]).first()
    if batch is not None and uploads.file_of(batch).exists():
        with override(payload.get("language") or get_language()):
            uploads.bring(acts.running(batch), timezone.now())


@task(uploads.UNDO, attempts=3, long=True)
def undo(payload: dict[str, Any]) -> None:
    """Take a batch back."""
    batch = Batch.objects.filter(pk=payload["batch"], state=Batch.UNDOING).first()
    if batch is not None:
        uploads.take_back(batch, Agent.objects.filter(pk=payload["agent"]).first(), timezone.now())


@every("imports.drop_old", seconds=3600)
def drop_old() -> None:
    """Throw away files that nobody came back to."""
    uploads.drop_old(timezone.now())
