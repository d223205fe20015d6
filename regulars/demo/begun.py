"""Whether the demo company has had its chance to come to this desk."""

from pathlib import Path

from django.conf import settings


def started() -> Path:
    """The file that says that this desk has been begun: the demo company does not come to it any more."""
    return Path(settings.REGULARS_HOME) / "started"
