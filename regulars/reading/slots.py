"""What a reader is. Each is one file of `readers/`, found by being there."""

import pkgutil
from collections.abc import Callable, Iterable
from importlib import import_module

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.reading import readers
from regulars.reading.values import Clean, Reading, Speaker

Find = Callable[[Clean], Iterable[Reading]]


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of reading.

    - `version`: raise it when what it finds changes; the books are read again then.
    - `speakers`: whose words it reads. `languages`: those it was measured for (ISO 639-1); it is silent in others.
    - `find`: words decide (pure; bounded time on any text). Or `head`: the name of the trained head that decides.
    - `ruled`: it finds nothing but by the rules of its kind, so it is not asked where none of their words are.
    - `threshold`: below this probability a reading is "not sure". `floor`: below it nothing is said.
    """

    kind: str
    version: int
    speakers: frozenset[Speaker]
    languages: frozenset[str]
    labels: tuple[str, ...]
    find: Find | None = None
    head: str = ""
    threshold: float = 0.5
    floor: float = 0.3
    ruled: bool = False


READERS: Slot[Reader] = Slot("readers")


def present() -> dict[str, Reader]:
    """Every reader by its kind, those of new files too. Each module of `readers/` offers `READER` or `ALL`."""
    for found in pkgutil.iter_modules(readers.__path__):
        module = import_module(f"{readers.__name__}.{found.name}")
        for reader in getattr(module, "ALL", None) or [module.READER]:
            READERS.offer(reader.kind, reader)
    return dict(READERS)
