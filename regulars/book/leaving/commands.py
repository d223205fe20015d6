"""Commands of leaving."""

import argparse
import sys
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from regulars.base.commands import command
from regulars.book.leaving.archive.writing import write
from regulars.book.leaving.erased import place
from regulars.book.leaving.restored import again
from regulars.book.leaving.tasks import settle_files
from regulars.book.leaving.whose import whose
from regulars.book.merging.roots import root_of
from regulars.book.models import Customer
from regulars.engine import audit
from regulars.engine.scrubbing import StillRead

WELL, FAILED, WRONG_USE = 0, 1, 2


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """What `export customer` takes."""
    parser.add_argument("id", metavar="ID", help="the customer's id, as it stands in the address of their page")
    parser.add_argument("path", metavar="PATH", type=Path, help="the zip file to write; it must not be there yet")


@command("export customer", "Write everything of one customer into a zip file", export_arguments)
def export_customer(arguments: argparse.Namespace) -> int:
    """Exit code 2 for a wrong id or path, 1 where the disk does not take it. It is written into the audit trail."""
    found = Customer.objects.filter(public_id=arguments.id).first()
    if found is None:
        return complain(f"There is no customer {arguments.id}. The id stands in the address of their page.", WRONG_USE)
    if arguments.path.exists():
        return complain(f"{arguments.path} is there already. Name a file that is not.", WRONG_USE)
    book, now = root_of(found), timezone.now()
    try:
        write(whose(book), arguments.path, now)
    except OSError as fault:
        return complain(f"{arguments.path} cannot be written: {fault.strerror}.", FAILED)
    with transaction.atomic():
        audit.record("customer.exported", f"customer:{book.public_id}", by="command line", now=now)
    print(f"{arguments.path}: {arguments.path.stat().st_size} bytes.")
    return WELL


def again_arguments(parser: argparse.ArgumentParser) -> None:
    """What `erase again` takes."""
    parser.add_argument("--list", type=Path, metavar="FILE", help=f"another list than {place().name} in the home")


@command("erase again", "Erase again whom an old backup brought back", again_arguments)
def erase_again(arguments: argparse.Namespace) -> int:
    """Exit code 2 where the list cannot be read, 1 where somebody could not be erased."""
    if arguments.list is not None and not arguments.list.is_file():
        return complain(f"There is no file {arguments.list}.", WRONG_USE)
    try:
        outcome = again(timezone.now(), arguments.list, thorough=True)
    except OSError as fault:
        return complain(f"The list cannot be read: {fault}.", WRONG_USE)
    for public_id, reason in outcome.refused:
        print(f"{public_id}: {reason}", file=sys.stderr)
    print(f"{len(outcome.erased)} erased again, {len(outcome.refused)} not.")
    if outcome.erased:
        scrub_now(whole=False)
    return FAILED if outcome.refused else WELL


@command("erase scrub", "Write the database's files anew, so that nothing deleted is found in them")
def erase_scrub(arguments: argparse.Namespace) -> int:
    """Whoever writes meanwhile waits; exit code 1 where somebody kept reading."""
    return scrub_now(whole=True)


def scrub_now(*, whole: bool) -> int:
    """Do it and say so."""
    try:
        done = settle_files(whole=whole)
    except StillRead as fault:
        return complain(f"{fault} Stop the desk, then run `./do regulars erase scrub`.", FAILED)
    print("Nothing deleted is left in the database's files." if done else "Some is left; see the line above.")
    return WELL


def complain(reason: str, code: int) -> int:
    """Say what is wrong; gives back the exit code."""
    print(reason, file=sys.stderr)
    return code
