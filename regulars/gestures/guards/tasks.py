"""Looking comes after giving, in a job of its own: nobody who gives waits for it."""

from regulars.engine import jobs
from regulars.gestures.models import Gesture

LOOK = "gestures.look"


def look_later(gesture: Gesture) -> None:
    """Have the guards look at it."""
    jobs.enqueue(LOOK, {"gesture": gesture.pk}, key=f"{LOOK}:{gesture.pk}")
