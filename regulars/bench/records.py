"""Orders a second into the book, with their lines and moments, on each database; again when they are there; memory."""

import csv
import random
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired
from typing import Any

from regulars.bench.databases import on_each
from regulars.bench.desk import Desk, Failed

ROWS, SEED = 50_000, 20261122
ORDERS_A_CUSTOMER = 5
HEADER = (
    *("Order", "Email", "Name", "Customer ID", "Phone", "Ordered at", "Promised", "Delivered at", "Status", "Total"),
    *("Currency", "Article", "SKU", "Quantity", "Price", "Ship name", "Ship street", "Ship postcode", "Ship city"),
)
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
SAID = re.compile(r"(\d+) records in ([\d.]+) s: (\d+) brought, \d+ changed, (\d+) unchanged, (\d+) refused")


def measure(folder: Path, database_url: str, rows: int = ROWS) -> dict[str, Any]:
    """Orders a second as the command tells it, the first time and once more, and the most memory it ever had."""
    file = folder / "orders.csv"
    write_csv(file, rows)
    return on_each(folder, database_url, lambda desk: brought(desk, file, rows))


def brought(desk: Desk, file: Path, rows: int) -> dict[str, Any]:
    """The same on one desk."""
    desk.command("inbox", "list")
    first, peak = carried_out(desk, file)
    again, _ = carried_out(desk, file)
    if (first[0], again[1]) != (rows, rows):
        raise Failed(f"of {rows} orders {first[0]} were brought, and {again[1]} known the second time")
    return {
        "orders": rows,
        "orders_per_s": round(rows / first[2]),
        "again_per_s": round(rows / again[2]),
        "peak_mb": round(peak / 1024),
    }


def carried_out(desk: Desk, file: Path) -> tuple[tuple[int, int, float], int]:
    """Bring the file in: how many were brought and how many known, in how many seconds; and the peak in KB."""
    words = "import orders --source bench --zone Europe/Berlin --quiet --report".split()
    command = [sys.executable, "-m", "regulars", *words, str(file.with_suffix(".report")), str(file)]
    with Popen(command, env=desk.environment(), stdout=PIPE, stderr=PIPE, text=True) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, held_by(process.pid))
            try:
                process.wait(0.2)
            except TimeoutExpired:
                continue
        printed, fault = process.communicate()
    said = SAID.search(printed)
    if process.returncode or said is None:
        raise Failed(f"import orders ended with {process.returncode}:\n{printed}{fault}")
    return (int(said[3]), int(said[4]), max(0.05, float(said[2]))), peak


def held_by(pid: int) -> int:
    """What a process and those that it began hold now, in KB, what they share counted once; 0 once they are gone.
    Source: proc_pid_smaps(5), Pss."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
    return (int(found[1]) if found else 0) + sum(held_by(int(child)) for child in children.split())


def write_csv(path: Path, rows: int) -> None:
    """A file of that many orders, each of one to three lines."""
    with path.open("w", encoding="utf-8", newline="") as file:
        to = csv.writer(file)
        to.writerow(HEADER)
        to.writerows(line for place in range(rows) for line in order(place, random.Random(SEED + place)))


def order(place: int, chance: random.Random) -> Iterator[tuple[object, ...]]:
    """The rows of one order. Each customer has some, which lie far apart."""
    who = chance.randrange(max(1, place // ORDERS_A_CUSTOMER + 1))
    at = BEGIN + timedelta(minutes=place * 7 % 1_000_000)
    promised, delivered = at + timedelta(days=3), at + timedelta(hours=chance.randrange(20, 110))
    lines = [(chance.randrange(100, 9000), chance.randrange(1, 4)) for _ in range(chance.randrange(1, 4))]
    total = sum(price * quantity for price, quantity in lines)
    own = (f"B{place:08}", f"customer{who}@nordbake.example", f"Customer {who}", who, f"+4942112{who:07}")
    dated = (f"{at:%Y-%m-%d %H:%M}", f"{promised:%Y-%m-%d}", f"{delivered:%d.%m.%Y %H:%M}", "delivered")
    to = (f"Customer {who}", f"Long Street {who % 200}", f"{28000 + who % 999}", "Bremen")
    for number, (price, quantity) in enumerate(lines):
        article = (f"Article {price % 400}", f"A-{price % 400}", quantity, f"{price / 100:.2f}")
        yield (
            (*own, *dated, f"{total / 100:.2f}", "EUR", *article, *to) if not number else (own[0], *[""] * 10, *article)
        )
