"""The size ratchet: files up to 300 lines, functions up to 40, half of the functions under 10. Only migrations are
excused, which Django writes."""

import ast
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE_LINES, FUNCTION_LINES, MEDIAN_LINES = 300, 40, 10
PLACES = ("regulars", "tests", "tools")
KINDS = frozenset({".py", ".html", ".css", ".js"})


@dataclass(frozen=True, slots=True)
class Function:
    """One function, by where it stands and how many lines it takes from `def` to its end."""

    where: str
    lines: int


def functions(path: Path, text: str) -> Iterator[Function]:
    """Every function and method in a file of Python, nested ones too."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(f"{path}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)


def long_files(sizes: dict[Path, int]) -> list[str]:
    """A complaint for each file over the limit."""
    return [
        f"{path} has {lines} lines; {FILE_LINES} is the most" for path, lines in sizes.items() if lines > FILE_LINES
    ]


def long_functions(found: list[Function]) -> list[str]:
    """A complaint for each function over the limit."""
    return [
        f"{one.where} has {one.lines} lines; {FUNCTION_LINES} is the most"
        for one in found
        if one.lines > FUNCTION_LINES
    ]


def long_on_the_whole(middle: float) -> list[str]:
    """A complaint where the median function is too long."""
    return [] if middle < MEDIAN_LINES else [f"the median function has {middle:g} lines; under {MEDIAN_LINES} is right"]


def files(root: Path) -> Iterator[Path]:
    """Everything that is measured, relative to `root`."""
    yield Path("do")
    for place in PLACES:
        found = (path.relative_to(root) for path in sorted((root / place).rglob("*")) if path.suffix in KINDS)
        yield from (path for path in found if path.parent.name != "migrations")


def main() -> int:
    """Print what is too long, then the sum. Exit code 1 where anything was."""
    texts = {path: path.read_text(encoding="utf-8") for path in files(Path.cwd())}
    python = [(path, text) for path, text in texts.items() if path.suffix in ("", ".py")]
    found = [one for path, text in python for one in functions(path, text)]
    sizes = {path: text.count("\n") for path, text in texts.items()}
    middle = statistics.median(one.lines for one in found)
    faults = long_files(sizes) + long_functions(found) + long_on_the_whole(middle)
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"{len(sizes)} files, {sum(sizes.values())} lines; {len(found)} functions, median {middle:g} lines")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
