"""What was remarked when a mail was read or filed, in the words of who looks. Rows keep it in English, once for all."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

Words = Callable[[re.Match[str]], str]


def said(pattern: str, words: Words) -> tuple[re.Pattern[str], Words]:
    """How a remark is kept, and how it is told."""
    return re.compile(pattern, re.DOTALL), words


REMARKS = (
    said(
        r"charset repaired: .* -> (.+)",
        lambda of: (
            _("It did not say rightly which letters it is written in; they are read as %(name)s.") % {"name": of[1]}
        ),
    ),
    said("subject is raw 8-bit text", lambda _of: _("Its subject does not say which letters it is written in.")),
    said(
        r"more than \d+ (?:lines|parts): .*",
        lambda _of: _("It is too long to show all of it; the raw mail has the rest."),
    ),
    said(r"more than \d+ files: .*", lambda _of: _("It holds too many files to show all; winmail.dat has the rest.")),
    said(r"nested deeper than .*", lambda _of: _("Mails lie within mails there; the innermost are shown as one.")),
    said("broken header lines passed over", lambda _of: _("Some lines of its head are broken and were passed over.")),
    said(r"(?:base64|uuencoding) damaged: .*", lambda _of: _("Part of it came damaged and is kept as far as it goes.")),
    said("boundary taken from the body|multipart without parts: .*", lambda _of: _("It was put together wrongly.")),
    said("winmail.dat opened", lambda _of: _("It came as winmail.dat, which was opened.")),
    said("winmail.dat damaged: .*", lambda _of: _("Its winmail.dat came damaged and was opened as far as it goes.")),
    said("Its Message-ID came before .*", lambda _of: _("Another message came under the same Message-ID.")),
    said(
        "It came from an address of ours; .*",
        lambda _of: _("It came from an address of ours; who wrote it is only what it says itself."),
    ),
    said(
        "Several people write from this address; .*",
        lambda _of: _("Several people write from this address; who wrote it is told by the name alone."),
    ),
    said("It came out of quarantine; .*", lambda _of: _("It came out of quarantine; a person said who wrote it.")),
    said("It does not say who sent it.", lambda _of: _("It does not say who sent it.")),
    said("The mail holds no bytes but blanks.", lambda _of: _("It holds nothing but blanks.")),
    said(
        "There is neither a mail header nor readable text.",
        lambda _of: _("There is neither a mail header nor readable text."),
    ),
    said(
        r"([\d,]+) bytes; up to ([\d,]+) are fetched. UID (\d+) in (.*)\.",
        lambda of: (
            _("%(size)s bytes; up to %(most)s are fetched. It is number %(uid)s (UID) in %(folder)s.")
            % {"size": of[1], "most": of[2], "uid": of[3], "folder": of[4]}
        ),
    ),
    said(
        r"The server failed (\d+) times to give it out. UID (\d+) in (.*)\.",
        lambda of: (
            _("The server failed %(times)s times to give it out. It is number %(uid)s (UID) in %(folder)s.")
            % {"times": of[1], "uid": of[2], "folder": of[3]}
        ),
    ),
    said(
        "Reading it stopped the worker .*",
        lambda _of: _("Reading it stopped the desk time and again; most likely it takes more memory than there is."),
    ),
)


def in_words(remark: str) -> str:
    """A remark as a sentence in the language of who looks; what nobody foresaw, as it was kept."""
    found = ((pattern.fullmatch(remark), words) for pattern, words in REMARKS)
    return next((words(match) for match, words in found if match), remark)
