"""Messages a second through the whole path, on each database, and what became of them."""

import json
import re
import time
from pathlib import Path
from typing import Any

from regulars.base.results import Refused
from regulars.bench import floor, mails, truth
from regulars.bench.client import Unexpected
from regulars.bench.databases import NO_SERVER, fresh_postgresql
from regulars.bench.desk import Desk
from regulars.imports.sources import Source, open_source

MESSAGES, CUSTOMERS, HARD, SEED = 2000, 500, 5, 20260112
SAID = re.compile(r"(\d+) messages? in ([\d.]+) s")


def measure(folder: Path, mbox: Path | None, manifest: Path | None, inbox: str, database_url: str) -> dict[str, Any]:
    """The floor, then the import on SQLite and on PostgreSQL. Without an mbox, mail is made up.

    Raises Unexpected where `mbox` holds no mail or `manifest` does not say what is true of some.
    """
    if mbox is None:
        mbox = folder / "made-up.mbox"
        manifest = mails.write_mbox(mbox, MESSAGES, CUSTOMERS, SEED, HARD)
    source = mail_at(mbox)
    if manifest:
        items_of(manifest)
    before = floor.measure(source, folder)
    found: dict[str, Any] = {"sqlite": brought_in(Desk(folder / "on-sqlite"), mbox, manifest, inbox)}
    with fresh_postgresql(folder, database_url) as url:
        desk = Desk(folder / "on-postgresql", url) if url else None
        found["postgresql"] = brought_in(desk, mbox, manifest, inbox) if desk else NO_SERVER
    (folder / "floor.sqlite3").unlink()
    # The machine may have been busier at one end than at the other.
    found["floor_messages_per_s"] = round((before + floor.measure(source, folder)) / 2)
    for one in (found["sqlite"], found["postgresql"]):
        if isinstance(one, dict):
            one["ratio_to_floor"] = round(one["messages_per_s"] / found["floor_messages_per_s"], 3)
    return found


def mail_at(path: Path) -> Source:
    """The mail that is imported, told by looking at it. Raises Unexpected, with what would be right."""
    source = open_source(path)
    if isinstance(source, Refused):
        raise Unexpected(f"--mbox: {source.reason}")
    return source


def items_of(manifest: Path) -> list[dict[str, Any]]:
    """What is true of each mail. Raises Unexpected where the file is no manifest, since that is known before minutes
    have passed."""
    right = "Name the JSON file that was written with the mail, usually beside it as NAME.manifest.json."
    try:
        items: list[dict[str, Any]] = json.loads(manifest.read_text(encoding="utf-8"))["items"]
    except OSError as fault:
        raise Unexpected(f"--manifest: {manifest} cannot be read: {fault.strerror}. {right}") from fault
    except (ValueError, LookupError, TypeError) as fault:
        raise Unexpected(f"--manifest: {manifest} does not say what is true of mail. {right}") from fault
    return items


def brought_in(desk: Desk, mbox: Path, manifest: Path | None, inbox: str) -> dict[str, Any]:
    """Import into a new desk; speed as the command tells it and with its start, and the faults found."""
    desk.command("inbox", "list")
    began = time.perf_counter()
    printed = desk.command("import", "mail", str(mbox), "--inbox", inbox, "--quiet")
    whole = time.perf_counter() - began
    said = SAID.search(printed)
    count, seconds = (int(said[1]), float(said[2])) if said else (0, whole)
    found: dict[str, Any] = {
        "messages": count,
        "messages_per_s": round(count / max(seconds, 0.05)),
        "with_start_per_s": round(count / whole),
    }
    if manifest:
        found["faults"] = judged(desk, manifest)
    return found


def judged(desk: Desk, manifest: Path) -> dict[str, int]:
    """What the desk got wrong."""
    exported = [json.loads(line) for line in desk.command("export", "conversations").splitlines()]
    links = frozenset((one, other) for one, other in desk.inside("links"))
    return truth.faults(truth.Truth(items_of(manifest), truth.filed(exported), links))
