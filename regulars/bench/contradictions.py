"""What the house says wrongly on a generated desk: how much of it is stopped before it is sent, and what else is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from regulars.bench.desk import Desk

CUSTOMERS, YEARS = 1_000, 3
PER = 200
Letters = Sequence[Mapping[str, Any]]


def measure(folder: Path, customers: int, seed: int) -> dict[str, Any]:
    """Figures of one desk: by what letters are about, and for all. Even seeds speak in words of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    desk, truth = Desk(folder / "desk"), folder / "truth.jsonl"
    size = ("--customers", str(customers), "--seed", str(seed), "--years", str(YEARS))
    desk.command("demo", "generate", *size, "--truth", str(truth), "--quiet")
    return scored(desk.inside("contradictions", str(truth)))


def scored(letters: Letters) -> dict[str, Any]:
    """What was found, by what letters are about; and of all letters, how many were stopped for nothing.

    `found_of_read` is the share of contradictions that were stopped, of those whose claim was read with its time;
    `found` of all of them. Both are None where there is none.
    """
    told = [one for one in letters if "about" in one]
    figures: dict[str, Any] = {about: shares(told, about) for about in sorted({one["about"] for one in told})}
    right = [one for one in letters if not one.get("contradicts")]
    false = sum(one["stopped"] for one in right)
    return {
        **figures,
        "all": shares(told, ""),
        "letters": len(letters),
        "right_letters": len(right),
        "false_stops": false,
        f"false_stops_per_{PER}": round(false / len(right) * PER, 2) if right else 0.0,
        "cpu_s": round(sum(one["seconds"] for one in letters), 1),
    }


def shares(told: Letters, about: str) -> dict[str, Any]:
    """The figures of letters about one thing, or of all."""
    some = [one for one in told if about in ("", one["about"])]
    wrong = [one for one in some if one["contradicts"]]
    read = [one for one in wrong if one["read"]]
    return {
        "told": len(some),
        "wrong": len(wrong),
        "read": len(read),
        "found_of_read": share(read),
        "found": share(wrong),
    }


def share(letters: Letters) -> float | None:
    """How many of these were stopped."""
    return round(sum(one["stopped"] for one in letters) / len(letters), 3) if letters else None
