"""Answers that are not exceptions."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar, cast

from regulars.base.frozen import dataclass

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Refused:
    """The business says no. `reason` is shown to the person as it is: what is wrong, and what would be right."""

    reason: str
    field: str = ""


def remembered(size: int) -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """Keep the last `size` answers of a pure function. Why something is refused is said anew each time, since the next
    who asks may speak another language."""

    def decorate(work: Callable[Given, Answer]) -> Callable[Given, Answer]:
        kept = cast("Callable[Given, Answer]", lru_cache(maxsize=size)(work))

        @wraps(work)
        def ask(*given: Given.args, **more: Given.kwargs) -> Answer:
            found = kept(*given, **more)
            return work(*given, **more) if isinstance(found, Refused) else found

        return ask

    return decorate
