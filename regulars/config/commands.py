"""Commands that start processes."""

import argparse
import sys
from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from regulars.base.commands import command
from regulars.base.results import Refused
from regulars.book.leaving.restored import at_start as erase_again
from regulars.config import serving
from regulars.config.environment import WrongSetting, port
from regulars.demo.begun import started
from regulars.intake.models import Delivery
from regulars.staff.acts import ensure_owner, first_run_key
from regulars.staff.models import Agent


def port_argument(value: str) -> int:
    """A port given as an argument."""
    try:
        return port("--port", value)
    except WrongSetting as fault:
        raise argparse.ArgumentTypeError(str(fault)) from fault


def server_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and with what beside."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 127.0.0.1 is only this machine")
    parser.add_argument("--port", type=port_argument, default=settings.ENVIRONMENT.port)
    parser.add_argument("--no-worker", action="store_true", help="serve pages only; run `worker` yourself")


def run_arguments(parser: argparse.ArgumentParser) -> None:
    """The same, and how to begin."""
    server_arguments(parser)
    parser.add_argument("--empty", action="store_true", help="on the first start, begin without the demo company")


def owner_from_environment() -> None:
    """Make the owner whom the environment names. Raises WrongSetting."""
    if not settings.ENVIRONMENT.owner_email:
        return
    refused = ensure_owner(settings.ENVIRONMENT.owner_email, settings.ENVIRONMENT.owner_password)
    if refused:
        raise WrongSetting(f"REGULARS_OWNER_PASSWORD: {refused.reason}")


def begin(*, empty: bool) -> None:
    """On the first start of all, fill the desk with the demo company, unless an empty one is wanted."""
    if started().exists():
        return
    if not empty and not Delivery.objects.exclude(road="demo").exists():
        # A desk is begun once and started often; a start must not wait for what only the first one needs.
        from regulars.demo.load import fill  # noqa: PLC0415

        print("Filling the desk with the demo company, a small hotel with a shop...", flush=True)
        fill(timezone.now())
    started().touch()


def how_to_sign_in(host: str, number: int) -> str:
    """What to open in a browser, for who starts the desk."""
    shown = f"[{host}]" if ":" in host else host
    base = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else shown}:{number}"  # noqa: S104 only compared
    owner = Agent.objects.filter(role="owner", is_active=True).order_by("pk").first()
    if owner is None:
        return f"Open {base}/first-run?key={first_run_key()} and become the owner of this desk."
    return f"Open {base} and sign in as {owner.email}."


@command("run", "Set the desk up where needed, and serve it", run_arguments)
def run(arguments: argparse.Namespace) -> int:
    """The everyday start."""
    return open_desk(arguments, lambda: begin(empty=arguments.empty))


@command("serve", "Serve pages and live streams, with a worker beside", server_arguments)
def serve(arguments: argparse.Namespace) -> int:
    """Until it is stopped."""
    return open_desk(arguments, lambda: None)


def open_desk(arguments: argparse.Namespace, prepare: Callable[[], None]) -> int:
    """Serve until stopped. The port comes first: who finds it taken was the second, and has nothing to prepare."""
    serving.end_on_sigterm()
    door = serving.listen(arguments.host, arguments.port)
    if isinstance(door, Refused):
        print(door.reason, file=sys.stderr)
        return 1
    prepare()
    erase_again(timezone.now())
    owner_from_environment()
    print(how_to_sign_in(arguments.host, arguments.port), flush=True)
    if arguments.no_worker:
        return serving.serve(door)
    with serving.worker_beside():
        return serving.serve(door)


def worker_arguments(parser: argparse.ArgumentParser) -> None:
    """Whom to follow."""
    parser.add_argument("--beside", type=int, default=0, metavar="PID", help="stop when this parent process is gone")


@command("worker", "Run background jobs, mailboxes and listeners in a process of their own", worker_arguments)
def worker(arguments: argparse.Namespace) -> int:
    """Until it is stopped."""
    if not arguments.beside:
        erase_again(timezone.now())
    return serving.work(arguments.beside)
