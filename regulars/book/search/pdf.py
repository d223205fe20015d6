"""The words inside a PDF, read in a process of its own (docs/decisions/0028)."""

import subprocess
import sys
from pathlib import Path

READER = Path(__file__).with_name("pdf_apart.py")
MOST_MEMORY = 512 * 1024 * 1024
# Of processor time, and of the clock: the first ends what spins, the second what hangs on a busy machine.
SECONDS, PATIENCE = 5, 60
MOST_PAGES = 200


def of_pdf(content: bytes, most: int) -> str:
    """Its words, at most `most` characters; those of its first pages where it takes too long or holds too many, and ""
    where it is broken, locked, or only pictures."""
    bounds = [str(bound) for bound in (MOST_MEMORY, SECONDS, MOST_PAGES, most)]
    words = [sys.executable, "-I", str(READER), *bounds]
    try:
        found = subprocess.run(
            words, input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE, check=False
        ).stdout
    except subprocess.TimeoutExpired as late:
        found = late.stdout or b""
    return " ".join(found.decode("utf-8", "replace").replace("\0", "").split())[:most]
