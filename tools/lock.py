"""`./do lock`: turn requirements/*.in into lists with versions and hashes that hold on every platform."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path("requirements")
COMPILE = (
    "-m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes "
    "--no-emit-find-links --no-header --no-annotate"
).split()


def lock(name: str, more: Sequence[str]) -> None:
    """Write NAME.txt from NAME.in. Versions that still fit stay, unless `more` says --upgrade."""
    target = FOLDER / f"{name}.txt"
    subprocess.run([sys.executable, *COMPILE, *more, "-o", target, FOLDER / f"{name}.in"], check=True)
    target.write_text(f"# Locked by `./do lock` from {name}.in. Do not edit.\n{target.read_text()}")


def main() -> int:
    """All lists; those of the tests and of training keep to the versions of the desk's."""
    more = sys.argv[1:]
    try:
        lock("run", more)
        lock("test", [*more, "-c", str(FOLDER / "run.txt")])
        lock("train", [*more, "-c", str(FOLDER / "run.txt"), "--override", str(FOLDER / "train.overrides")])
    except subprocess.CalledProcessError as fault:
        return fault.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
