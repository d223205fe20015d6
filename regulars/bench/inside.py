"""What the bench asks of a desk that no command of it answers: `python -m regulars.bench.inside WHAT` prints JSON.

Runs in a process of its own, with the desk's settings in the environment.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import django

from regulars.bench.size import Size


def links() -> list[tuple[str, str]]:
    """Public ids of conversations that are suggested to belong together, both ways."""
    from regulars.conversations.models import Link  # noqa: PLC0415 - rows are known only after set-up

    found = Link.objects.values_list("conversation__public_id", "other__public_id")
    return [pair for one, other in found for pair in ((one, other), (other, one))]


def fill(conversations: str, moments: str, customers: str) -> dict[str, Any]:
    """See `fill.py`."""
    from regulars.bench.fill import fill as carry_out  # noqa: PLC0415

    return carry_out(Size(int(conversations), int(moments), int(customers)))


def book() -> dict[str, str]:
    """See `book.py`."""
    from regulars.bench.book import fill_book  # noqa: PLC0415

    return fill_book()


def contradictions(truth: str) -> list[dict[str, Any]]:
    """See `contradictions.py`."""
    from regulars.bench.before_sending import letters  # noqa: PLC0415

    return letters(truth)


def matters() -> int:
    """See `matters.py`."""
    from regulars.bench.matters import fill_matters  # noqa: PLC0415

    return fill_matters()


def happen(times: str, pause: str, topic: str) -> list[float]:
    """Let something happen so often, `pause` seconds apart; when each was committed, on the monotonic clock."""
    from regulars.engine import outbox  # noqa: PLC0415

    committed = []
    for _ in range(int(times)):
        time.sleep(float(pause))
        outbox.append("measured", {"topics": [topic]})
        committed.append(time.monotonic())
    return committed


def replies(count: str, port: str, seconds: str) -> float:
    """See `replies.py`."""
    from regulars.bench.replies import write  # noqa: PLC0415

    return write(int(count), int(port), float(seconds))


def read() -> dict[str, float]:
    """How many texts were read and how many wait, and the seconds from the first that was read to the last."""
    from django.db.models import Max, Min  # noqa: PLC0415

    from regulars.engine.models import Cursor  # noqa: PLC0415
    from regulars.readings.books import ENROLLED  # noqa: PLC0415
    from regulars.readings.models import Understanding  # noqa: PLC0415

    done = Understanding.objects.exclude(edition="")
    times = done.aggregate(first=Min("read_at"), last=Max("read_at"))
    seconds = (times["last"] - times["first"]).total_seconds() if times["first"] else 0.0
    unseen = Cursor.objects.filter(name=ENROLLED, seq__gt=0).count()
    waiting = Understanding.objects.filter(edition="").count() + unseen
    return {"texts": done.count(), "waiting": waiting, "seconds": seconds}


def under_way() -> int:
    """How many mails are held, queued or being sent."""
    from regulars.conversations.models import Outgoing  # noqa: PLC0415

    return Outgoing.objects.exclude(state__in=[*Outgoing.OVER, Outgoing.UNSURE]).count()


def outcomes() -> dict[str, str]:
    """The state of each mail, by its Message-ID."""
    from regulars.conversations.models import Outgoing  # noqa: PLC0415

    return dict(Outgoing.objects.values_list("message_id", "state"))


WHAT: dict[str, Callable[..., Any]] = {
    "links": links,
    "fill": fill,
    "book": book,
    "contradictions": contradictions,
    "matters": matters,
    "happen": happen,
    "replies": replies,
    "under_way": under_way,
    "outcomes": outcomes,
    "read": read,
}


def main() -> None:
    """Do what the arguments say."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "regulars.config.settings"
    django.setup()
    what, *words = sys.argv[1:]
    print(json.dumps(WHAT[what](*words)))


if __name__ == "__main__":
    main()
