#!/usr/bin/env python3
"""The one command of this repository: `./do help` lists what it does.

This file has to start on any Python 3, to say what is needed; everything else lies in tools/.
"""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11", "python3")
ASK = "import sys; sys.exit(sys.version_info < (3, 11))"


def too_old(version):
    """One line that says what to install, or an empty one where `version` will do."""
    if tuple(version[:2]) >= OLDEST:
        return ""
    return (
        "Regulars needs Python 3.11 or newer; this is {}.{}. Install one: `sudo apt-get install python3 python3-venv` "
        "on Debian 12 or newer, `brew install python` on macOS."
    ).format(*version[:2])


def new_enough(path):
    """Whether the program at `path` runs and is a Python that will do. Shims of version managers may do neither."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.call([path, "-c", ASK], **quiet) == 0


def newer_python():
    """The path of a Python on PATH that will do, or None."""
    found = filter(None, map(shutil.which, NEWER))
    return next(filter(new_enough, found), None)


def main(words):
    """Carry out `words`, under a newer Python where this one is too old. Gives back the exit code."""
    complaint = too_old(sys.version_info)
    if not complaint:
        from tools import commands

        return commands.main(words)
    python = newer_python()
    if python is None:
        sys.exit(complaint)
    os.execv(python, [python, os.path.abspath(__file__), *words])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
