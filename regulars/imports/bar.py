"""How far an import is."""

import sys

WIDTH = 30


class Bar:
    """How far an import is, on one line of standard error, where that is a terminal."""

    def __init__(self, size: int, noun: str, *, quiet: bool) -> None:
        self.noun = noun
        self.size = max(1, size)
        self.wanted = not quiet and sys.stderr.isatty()

    def show(self, done: int, count: int) -> None:
        """Draw it again."""
        if self.wanted:
            share = min(1.0, done / self.size)
            filled = round(share * WIDTH)
            line = f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {share:4.0%} {count} {self.noun}"
            sys.stderr.write(line)

    def end(self) -> None:
        """Leave the line."""
        if self.wanted:
            sys.stderr.write("\n")
