"""`./do bench`: the measurements, as text or as JSON. They need minutes; nothing is asked of another machine."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from regulars.bench import (
    backlog,
    contradictions,
    ingest,
    live,
    pages,
    reading,
    records,
    sends,
    start,
    streams,
    sweep,
    writing,
)
from regulars.bench.client import Unexpected
from regulars.bench.desk import ROOT, Failed
from regulars.bench.mails import TO

WIDEST = 7
KEPT = Path(os.environ.get("REGULARS_HOME") or ROOT / "var") / "bench"
DATA = ROOT.parent / "shared" / "data"


def parser() -> argparse.ArgumentParser:
    """What can be asked for."""
    made = argparse.ArgumentParser(prog="./do bench", description=__doc__)
    made.add_argument("what", nargs="?", choices=(*WHAT, "all"), default="all")
    made.add_argument("--json", action="store_true", help="print JSON")
    made.add_argument("--mbox", type=Path, help="an mbox, Maildir or folder of .eml; without it mail is made up")
    made.add_argument("--manifest", type=Path, help="what is true of that mail, to check what became of it")
    made.add_argument("--inbox", default=TO, help=f"the address that the mail was sent to ({TO})")
    made.add_argument("--rows", type=int, default=records.ROWS, help=f"how many orders to bring in ({records.ROWS})")
    sizes = f"of the sweep ({sweep.CUSTOMERS}), of contradictions ({contradictions.CUSTOMERS})"
    made.add_argument("--customers", type=int, help=sizes)
    made.add_argument("--seed", type=int, default=sweep.SEED, help="by which these are made up")
    made.add_argument("--size", choices=("small", "full"), default="full", help="the larger desk whose pages are timed")
    made.add_argument("--kept", type=Path, default=KEPT, help=f"where filled desks are kept between runs ({KEPT})")
    made.add_argument("--data", type=Path, default=DATA, help=f"the folder of labelled texts to read ({DATA})")
    made.add_argument("--database-url", default="", help="a PostgreSQL server on which databases may be made")
    return made


def figures(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All that was asked for."""
    wanted = WHAT if asked.what == "all" else (asked.what,)
    return {name: PARTS[name](asked, folder) for name in wanted if name != "reading" or is_read(asked)}


def is_read(asked: argparse.Namespace) -> bool:
    """Whether labelled texts are read: where there are none, only who asks for it by name is told so."""
    return bool(asked.what == "reading" or asked.data.is_dir())


def sizes(asked: argparse.Namespace) -> tuple[str, ...]:
    """The desks whose pages are timed."""
    return ("small",) if asked.size == "small" else ("small", "full")


PARTS: Mapping[str, Callable[[argparse.Namespace, Path], Any]] = {
    "start": lambda asked, folder: start.measure(folder / "start"),
    "ingest": lambda asked, folder: ingest.measure(folder, asked.mbox, asked.manifest, asked.inbox, asked.database_url),
    "live": lambda asked, folder: live.measure(folder, asked.database_url),
    "backlog": lambda asked, folder: backlog.measure(folder / "backlog", asked.database_url),
    "streams": lambda asked, folder: streams.measure(folder, asked.database_url),
    "sends": lambda asked, folder: sends.measure(folder, asked.database_url),
    "records": lambda asked, folder: records.measure(folder, asked.database_url, asked.rows),
    "reading": lambda asked, folder: reading.measure(asked.data),
    "sweep": lambda asked, folder: sweep.measure(folder / "sweep", asked.customers or sweep.CUSTOMERS, asked.seed),
    "contradictions": lambda asked, folder: contradictions.measure(
        folder / "contradictions", asked.customers or contradictions.CUSTOMERS, asked.seed
    ),
    "writing": lambda asked, folder: writing.measure(asked.kept.resolve(), sizes(asked)[-1]),
    "pages": lambda asked, folder: pages.measure(asked.kept.resolve(), sizes(asked)),
}
WHAT = tuple(PARTS)


def lines(found: Mapping[str, Any], above: Sequence[str] = ()) -> list[str]:
    """Figures as text: one that holds a few numbers is a row."""
    shown = []
    for name, value in found.items():
        if not isinstance(value, Mapping):
            shown.append(f"{'  ' * len(above)}{name:<36} {shown_as(value):>12}")
        elif 0 < len(value) <= WIDEST and not any(isinstance(one, Mapping) for one in value.values()):
            row = "  ".join(f"{key} {shown_as(one):>7}" for key, one in value.items())
            shown.append(f"{'  ' * len(above)}{name:<36} {row}")
        else:
            shown += [f"{'  ' * len(above)}{name}", *lines(value, (*above, name))]
    return shown


def shown_as(value: Any) -> str:
    """A figure in letters; a dash where there was nothing to measure."""
    return "-" if value is None else str(value)


def main() -> int:
    """Exit code 1 where something could not be measured."""
    asked = parser().parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="regulars-bench-") as folder:
            found = figures(asked, Path(folder))
    except (Failed, Unexpected, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(json.dumps(found, indent=2) if asked.json else "\n".join(lines(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
