"""Which stretches of a text are folded."""

from regulars.channels.contract import Fold


def folds(text: str) -> tuple[Fold, ...]:
    return ()
