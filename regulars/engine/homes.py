"""The home that belongs to a database: mail and files lie in it, and the keys that open what is sealed.

Several machines share a database and its home. One with a folder of its own would keep mail where no other finds it.
"""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from regulars.engine import audit
from regulars.engine.keys import kept_key
from regulars.engine.models import Home

MARK, ONLY = "home.mark", 1


def belongs(home: Path, now: datetime) -> bool:
    """Whether this is the home of the database; the first that asks becomes it."""
    mark = kept_key(home / MARK)
    kept, _made = Home.objects.get_or_create(pk=ONLY, defaults={"mark": mark, "since": now})
    return kept.mark == mark


def adopt(home: Path, now: datetime) -> bool:
    """Make it the home of the database, in place of one that is lost. False where it is so already."""
    if belongs(home, now):
        return False
    with transaction.atomic():
        Home.objects.filter(pk=ONLY).update(mark=kept_key(home / MARK), since=now)
        audit.record("home.adopted", "desk", by="command line", now=now)
    return True
