"""Commands of this room."""

import argparse
import sys
import time
from difflib import get_close_matches
from pathlib import Path

from regulars.base.commands import command
from regulars.base.results import Refused
from regulars.engine.blobs import BlobStoreFull
from regulars.imports.bar import Bar
from regulars.imports.mail import bring_in, finish_interrupted, make_searchable
from regulars.imports.records import commands  # noqa: F401 - declares those of records
from regulars.imports.sources import Source, open_source
from regulars.intake.inboxes import add_inbox, inbox_of
from regulars.intake.models import Inbox

WRONG_USE, FAILED = 2, 1
# One slip in an address of twenty letters. "info@" and "help@" of one house are further apart.
NEAR = 0.93


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `import mail` takes."""
    parser.add_argument(
        "path", type=Path, help="an mbox, a Maildir with its folders, an .eml file or a folder of .eml files"
    )
    parser.add_argument("--inbox", required=True, metavar="ADDRESS", help="the address that the mail was sent to")
    parser.add_argument("--new-inbox", action="store_true", help="make the inbox although one is called nearly so")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


@command("import mail", "Bring in a mailbox as history; repeatable", arguments)
def import_mail(arguments: argparse.Namespace) -> int:
    """Brings in, shows how far it is, and says what came of it."""
    source = open_source(arguments.path)
    if isinstance(source, Refused):
        return wrong(source)
    inbox = inbox_at(arguments.inbox, new=arguments.new_inbox)
    if isinstance(inbox, Refused):
        return wrong(inbox)
    return carry_out(source, inbox, quiet=arguments.quiet)


def wrong(use: Refused) -> int:
    """Say what was wrong."""
    print(use.reason, file=sys.stderr)
    return WRONG_USE


def inbox_at(address: str, *, new: bool = False) -> Inbox | Refused:
    """The inbox of this address, made where there is none; one that is nearly called so is first asked for."""
    known = inbox_of(address)
    if known:
        return known
    others = Inbox.objects.values_list("address", flat=True)
    if not new and (near := get_close_matches(address.lower(), others, 1, NEAR)):
        return Refused(
            f"There is no inbox {address}. Did you mean {near[0]}? With --new-inbox another one is made beside it."
        )
    made = add_inbox(address)
    if isinstance(made, Inbox):
        print(f"Made the inbox {made.address}.", file=sys.stderr)
    return made


def carry_out(source: Source, inbox: Inbox, *, quiet: bool) -> int:
    """The import itself, with its faults named."""
    began = time.monotonic()
    bar = Bar(source.size, "messages", quiet=quiet)
    try:
        counts = finish_interrupted(inbox)
        counts.add(bring_in(source, inbox, bar.show))
        make_searchable()
    except BlobStoreFull as fault:
        print(f"\nThe disk is full: {fault}. Make room and give the same command again; it goes on.", file=sys.stderr)
        return FAILED
    except OSError as fault:
        print(f"\nReading or writing failed: {fault}. Give the same command again; it goes on.", file=sys.stderr)
        return FAILED
    bar.end()
    seconds = time.monotonic() - began
    noun = "message" if counts.total == 1 else "messages"
    print(
        f"{counts.total} {noun} in {seconds:.1f} s: {counts.filed} filed, {counts.quarantined} quarantined, "
        f"{counts.duplicates} were here already."
    )
    if source.left_out:
        print(left_out(source))
    return 0


def left_out(source: Source) -> str:
    """Which folders were not read, and how to have them read."""
    named = ", ".join(f"{name} ({count})" for name, count in source.left_out.items())
    return f"Left out, since nobody sent or kept it: {named}. A folder that is named itself is brought in."
