"""Asking the reading process. Whoever asks loads no model, and waits no longer than it says."""

from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings

from regulars.base.frozen import dataclass
from regulars.reading.values import Read, Tier, Utterance
from regulars.readings.apart import wire
from regulars.readings.apart.door import knock
from regulars.readings.apart.wire import Broken, Frame

# Urgency: somebody waits before a page; mail that has just come; the books, read again.
PAGE, LIVE, BOOKS = 0, 10, 20
# Of processor time.
LOOKING = 10.0
OFF, FAST = "off", "fast"
HARMLESS = Utterance("Thank you, the kettle came on Monday.")


class Unavailable(Exception):
    """Nobody reads now: the reading process is not there, or has too much to do."""


class Ended(Exception):
    """The reading ended in the middle of these texts: killed, out of time or memory, or a reader raised."""


@dataclass(frozen=True, slots=True)
class Near:
    """Message ids, nearest in meaning first, and the vector that was asked for."""

    vector: bytes
    messages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """Heads of the desk's own, by id, and how they are loaded, should the reading process not have them yet."""

    ids: tuple[str, ...] = ()
    load: Callable[[Sequence[str]], list[Frame]] = lambda ids: []


NO_OWN = Own()


def is_on() -> bool:
    """Whether anything is read at all."""
    return bool(settings.REGULARS_READING != OFF)


def usual_tier() -> Tier:
    """What is spent on a text on this desk."""
    return Tier.FAST if settings.REGULARS_READING == FAST else Tier.FULL


def ask(question: Frame, seconds: float) -> Frame:
    """One question and its answer. Raises Unavailable, Ended."""
    if not is_on():
        raise Unavailable("REGULARS_READING is off")
    try:
        with knock(Path(settings.REGULARS_HOME), seconds) as door:
            wire.send(door, question)
            answer = wire.receive(door)
    except (FileNotFoundError, ConnectionRefusedError, TimeoutError, BlockingIOError) as fault:
        raise Unavailable(str(fault)) from fault
    except (Broken, OSError) as fault:
        raise Ended(str(fault)) from fault
    if "fault" in answer:
        raise Ended(str(answer["fault"]))
    return answer


def read(
    texts: Sequence[Utterance], tier: Tier, urgency: int, own: Own = NO_OWN, seconds: float = 330.0, limit: float = 30.0
) -> list[Read]:
    """What these say, in order, by heads of the desk's own where it has such. `limit`: seconds of processor time after
    which the reading process ends itself. Raises as `ask`."""
    plain = {"do": "read", "tier": tier, "texts": [wire.from_utterance(one) for one in texts], "fits": list(own.ids)}
    question = {**plain, "urgency": urgency, "limit": limit}
    answer = ask(question, seconds)
    if "wanted" in answer:
        ask({"do": "fits", "urgency": urgency, "fits": own.load(answer["wanted"])}, seconds)
        answer = ask(question, seconds)
    if "reads" not in answer:
        raise Unavailable("the reading process was started again meanwhile")
    return [wire.to_read(one) for one in answer["reads"]]


def like(text: str, vector: bytes, most: int, seconds: float) -> Near:
    """The `most` messages nearest to a vector or, where that is empty, to a text. Raises as `ask`."""
    question = {"do": "like", "text": text, "vector": wire.packed(vector), "most": most}
    answer = ask({**question, "urgency": PAGE, "limit": LOOKING}, seconds)
    return Near(wire.unpacked(answer["vector"]), tuple(answer["ids"]))


def is_well(seconds: float = 60.0) -> bool:
    """Whether the reading process reads a text that harms nobody."""
    try:
        read([HARMLESS], usual_tier(), LIVE, seconds=seconds)
    except (Unavailable, Ended):
        return False
    return True
