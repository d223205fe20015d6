"""What keeps this machine's file of sketches up to date, for as long as the worker runs."""

import threading
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from regulars.engine.companions import companion
from regulars.readings.apart.tending import TURN, only_one
from regulars.readings.meaning import keeping

LOOK = 5.0
DAY = 24 * 3600.0


@companion("meanings")
def follow(stop: threading.Event) -> None:
    """Follow the rows until told to stop. One process of a machine does; others wait for it to end."""
    home = Path(settings.REGULARS_HOME)
    while settings.REGULARS_READING == "full" and not stop.is_set():
        with only_one(home, "meanings") as mine:
            if mine:
                attend(home / "reading", stop)
        stop.wait(TURN)


def attend(folder: Path, stop: threading.Event) -> None:
    """Look every few seconds, and once a day at all of them."""
    compared = time.monotonic()
    while not stop.is_set():
        keeping.catch_up(folder, timezone.now())
        if time.monotonic() - compared > DAY:
            keeping.compare(folder)
            compared = time.monotonic()
        stop.wait(LOOK)
