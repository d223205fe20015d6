"""The words of a PDF, written to the output as they are read. It runs in a process of its own, as `pdf.py` starts it.

It may take no more memory and processor time than that one says, since what opens a PDF runs what strangers wrote.
Where these end, so does this process; what it has written until then counts.
"""

import logging
import sys
from io import BytesIO

from pypdf import PdfReader

if sys.platform != "win32":
    import resource


def keep_within(memory: int, seconds: int) -> None:
    """Ask the system to end this process beyond these bounds. Windows knows none; there whoever started it ends it."""
    if sys.platform not in ("win32", "darwin"):
        # macOS refuses any that is smaller than what it maps for a new process, which is more than a machine has.
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(memory: int, seconds: int, most_pages: int, most_text: int) -> None:
    """Read the PDF that comes in, page by page."""
    keep_within(memory, seconds)
    logging.disable()
    left, pages = most_text, PdfReader(BytesIO(sys.stdin.buffer.read())).pages
    for number in range(min(len(pages), most_pages)):
        words = " ".join(pages[number].extract_text().split())[:left]
        sys.stdout.buffer.write(words.encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()
        left -= len(words)
        if left <= 0:
            return


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
