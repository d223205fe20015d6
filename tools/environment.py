"""The virtual environment: made once, repaired where its making was cut short, and found ready in a millisecond.

Runs before anything is installed, so it uses the standard library alone.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
STAMP, LOCK = "regulars.stamp", "regulars.lock"
UNFINISHED = {"unfinished": "yes"}


class CannotSetUp(Exception):
    """One line for the person at the keyboard: what is missing and how to get it."""


def place(wanted: str) -> Path:
    """Where the environment lies: `.venv`, or what REGULARS_VENV names; that for training lies apart."""
    named = os.environ.get("REGULARS_VENV" if wanted != "train" else "REGULARS_TRAIN_VENV")
    return Path(named or ROOT / (".venv" if wanted != "train" else ".venv-train")).expanduser().absolute()


def python_of(venv: Path) -> Path:
    """The environment's own Python."""
    return venv / "bin" / "python"


def digest(wanted: str) -> str:
    """What the locked list `wanted` (run, test or train) holds, as 64 letters."""
    return hashlib.sha256((ROOT / "requirements" / f"{wanted}.txt").read_bytes()).hexdigest()


def read_stamp(venv: Path) -> dict[str, str] | None:
    """What was installed there, or None where nothing says so."""
    try:
        stamp = json.loads((venv / STAMP).read_text())
    except (OSError, ValueError):
        return None
    return stamp if isinstance(stamp, dict) else None


def write_stamp(venv: Path, stamp: dict[str, str] | None) -> None:
    """Replace the stamp in one step; None takes it away."""
    if stamp is None:
        (venv / STAMP).unlink(missing_ok=True)
        return
    draft = venv / f"{STAMP}.draft"
    draft.write_text(json.dumps(stamp))
    draft.replace(venv / STAMP)


def covers(venv: Path, wanted: str) -> bool:
    """Whether the environment holds the list as it is now, for this version of Python."""
    stamp = read_stamp(venv) or {}
    return stamp.get("python") == PYTHON and stamp.get(wanted) == digest(wanted) and python_of(venv).exists()


def stamp_for(wanted: str) -> dict[str, str]:
    """The stamp after `wanted` was installed; the tests' list holds the desk's."""
    lists = ("run", "test") if wanted == "test" else (wanted,)
    return {"python": PYTHON, **{name: digest(name) for name in lists}}


@contextlib.contextmanager
def turn(venv: Path) -> Iterator[None]:
    """Only one set-up at a time. The lock ends with its process, however that ends, and with what that started:
    a pip whose parent was killed goes on installing.
    """
    venv.mkdir(parents=True, exist_ok=True)
    with (venv / LOCK).open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Another set-up of {venv} is under way; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say(line: str) -> None:
    """To the terminal, and not into output that another program reads."""
    print(line, file=sys.stderr, flush=True)


def missing_venv(found: bool, debian: bool, root: bool) -> str:
    """One line where this Python cannot make environments; empty where it can."""
    if found:
        return ""
    if debian:
        line = f"apt-get install python{PYTHON}-venv"
        return f"This Python cannot make virtual environments yet. Run: {line if root else f'sudo {line}'}"
    return "This Python came without ensurepip. Install a complete Python 3.11 or newer, then start again."


def sound(venv: Path) -> bool:
    """Whether there is an environment of this Python's version, with a pip that answers, to install into."""
    stamp = read_stamp(venv)
    if stamp == UNFINISHED or (stamp and stamp.get("python") != PYTHON):
        return False
    try:
        version = (venv / "pyvenv.cfg").read_text()
        answer = subprocess.run([python_of(venv), "-I", "-m", "pip", "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return f"version = {PYTHON}." in version and answer.returncode == 0


def able_to_make() -> None:
    """Nothing, where this Python can make environments; raises CannotSetUp where it cannot."""
    found = importlib.util.find_spec("ensurepip")
    # Without an origin it is an empty folder that a package left behind.
    complaint = missing_venv(
        bool(found and found.origin), debian=shutil.which("apt-get") is not None, root=os.geteuid() == 0
    )
    if complaint:
        raise CannotSetUp(complaint)


def make(venv: Path) -> None:
    """An empty environment in place of whatever is there. Raises CannotSetUp."""
    for old in venv.iterdir():
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        elif old.name not in (STAMP, LOCK):
            old.unlink()
    # The Python below any environment: the one that runs this may be the one just removed.
    base = getattr(sys, "_base_executable", None) or sys.executable
    if subprocess.run([base, "-m", "venv", str(venv)], stdout=sys.stderr, close_fds=False, check=False).returncode:
        raise CannotSetUp(f"The virtual environment {venv} could not be made; the reason is above.")


def install(venv: Path, wanted: str) -> None:
    """The locked list, nothing but it, as wheels whose hashes are known. Raises CannotSetUp."""
    options = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-input", "-qq"]
    source = str(ROOT / "requirements" / f"{wanted}.txt")
    pip = [str(python_of(venv)), "-I", "-m", "pip", "--disable-pip-version-check", "install"]
    if subprocess.run([*pip, *options, "-r", source], stdout=sys.stderr, close_fds=False, check=False).returncode:
        raise CannotSetUp(
            "The Python packages could not be installed; the reason is above. Without a network, name a folder of "
            "wheels: PIP_NO_INDEX=1 PIP_FIND_LINKS=FOLDER."
        )


def set_up(venv: Path, wanted: str) -> None:
    """Make or mend the environment. Cut short, it leaves a stamp that has the next start begin anew; refused by pip,
    which fetches everything before it changes anything, it leaves the environment as it was.
    """
    before, fit = read_stamp(venv), sound(venv)
    if not fit:
        able_to_make()
    say(f"Setting up {venv} from requirements/{wanted}.txt; this takes about half a minute, once.")
    write_stamp(venv, UNFINISHED)
    try:
        if not fit:
            before = None
            make(venv)
        install(venv, wanted)
    except CannotSetUp:
        write_stamp(venv, before)
        raise
    write_stamp(venv, stamp_for(wanted))


def ready(wanted: str) -> Path:
    """The environment's Python, after setting up what is missing for `wanted` (as in `digest`). Raises CannotSetUp."""
    venv = place(wanted)
    if not covers(venv, wanted):
        with turn(venv):
            # Another start may have done it meanwhile.
            if not covers(venv, wanted):
                set_up(venv, wanted)
    return python_of(venv)
