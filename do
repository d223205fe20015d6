#!/usr/bin/env python3
"""The one command of this repository: `./do help` lists what it does.

This file has to start on any Python 3, to say what is needed; everything else lies in tools/.
"""

import os
import platform
import shutil
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 14)
# The locked lists hold no wheel for a newer one, and none for Macs with an Intel processor since 3.13.
NEWEST_ON_INTEL_MACS = (3, 13)
NAMES = ("python3.14", "python3.13", "python3.12", "python3.11", "python3")
ASK = "import sys; sys.exit(not {} <= sys.version_info[:2] <= {})"


def newest(system, machine):
    """The newest Python that will do on a machine, as `platform.system()` and `platform.machine()` call it."""
    return NEWEST_ON_INTEL_MACS if (system, machine) == ("Darwin", "x86_64") else NEWEST


def unfit(version, most):
    """One line that says what to install, or an empty one where `version` lies between the oldest and `most`."""
    if OLDEST <= tuple(version[:2]) <= most:
        return ""
    return (
        "Regulars needs Python 3.11 to {2}.{3}; this is {0}.{1}. Install one: `sudo apt-get install python3 "
        "python3-venv` on Debian 12 or newer, `brew install python@{2}.{3}` on macOS."
    ).format(version[0], version[1], *most)


def will_do(path, most):
    """Whether the program at `path` runs and is a Python that will do. Shims of version managers may do neither."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.call([path, "-c", ASK.format(OLDEST, most)], **quiet) == 0


def other_python(most):
    """The path of a Python on PATH that will do, or None."""
    found = filter(None, map(shutil.which, NAMES))
    return next((path for path in found if will_do(path, most)), None)


def main(words):
    """Carry out `words`, under another Python where this one will not do. Gives back the exit code."""
    most = newest(platform.system(), platform.machine())
    complaint = unfit(sys.version_info, most)
    if not complaint:
        from tools import commands

        return commands.main(words)
    python = other_python(most)
    if python is None:
        sys.exit(complaint)
    os.execv(python, [python, os.path.abspath(__file__), *words])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
