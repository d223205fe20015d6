"""Commands that read, and those that make heads. They need no desk. What computes is imported only when one runs."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

from regulars.base.commands import command
from regulars.reading import lines
from regulars.reading.labels import Labelled, labelled
from regulars.reading.values import Tier

SHIPPED = Path(__file__).parent / "heads" / "weights"
KINDS = ("words", "emotion", "polarity", "sentiment", "feeling", "failure", "severity", "customers", "staff")
MOST_TOLD = 20
DONE, FAILED, WRONG_USE = 0, 1, 2


def read_arguments(parser: argparse.ArgumentParser) -> None:
    """How much is spent, and by which heads."""
    parser.add_argument("--tier", type=Tier, choices=list(Tier), default=Tier.FULL, help="how much is spent on a text")
    parser.add_argument("--adapted", type=Path, metavar="DIR", help="heads made by `reading adapt`")
    parser.add_argument(
        "--whole", action="store_true", help="also what is not sure, versions, words that fired, vector"
    )


@command(
    "read",
    "Read messages: a JSON object on each line in, its readings on each line out",
    read_arguments,
    needs_database=False,
)
def read(arguments: argparse.Namespace) -> int:
    """Until the input ends. 1 where a line could not be understood; its answer says why. 2 where DIR has no heads."""
    # They load models, which only this process needs.
    from regulars.reading.heads.stored import Damaged  # noqa: PLC0415 - see above
    from regulars.reading.loaded import own_heads  # noqa: PLC0415 - see above
    from regulars.reading.tiers import read_many  # noqa: PLC0415 - see above

    try:
        own = own_heads(arguments.adapted) if arguments.adapted else {}
    except (OSError, Damaged) as fault:
        print(f"--adapted: {fault}", file=sys.stderr)
        return WRONG_USE
    return lines.serve(
        cast(lines.Source, sys.stdin.buffer),
        sys.stdout.buffer,
        lambda said: read_many(said, arguments.tier, own),
        whole=arguments.whole,
    )


def train_arguments(parser: argparse.ArgumentParser) -> None:
    """Where labelled texts lie, where heads go, and which."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder that holds goemotions/")
    parser.add_argument("--out", type=Path, default=SHIPPED, metavar="DIR", help="where heads go (the shipped ones)")
    parser.add_argument("--only", nargs="+", choices=KINDS, default=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--kept", type=Path, metavar="DIR", help="keep meanings there, for the next training")


@command("reading train", "Make the heads that are shipped, from labelled texts", train_arguments, needs_database=False)
def train(arguments: argparse.Namespace) -> int:
    """In the order in which one needs another. 1 where the texts are not there."""
    from regulars.reading.training import shipped, small  # noqa: PLC0415 - only this command needs them
    from regulars.reading.weighing import staffs_teaching, teaching, weighed  # noqa: PLC0415 - the same

    shop = shipped.Workshop(arguments.data, arguments.out, arguments.kept, lambda line: print(line, flush=True))
    weighing = weighed.SHIPPED if arguments.out == SHIPPED else arguments.out
    base: dict[str, Callable[[shipped.Workshop], None]] = {
        "words": shipped.words,
        "emotion": shipped.emotion,
        "polarity": shipped.polarity,
        "customers": lambda shop: shop.told(f"customers: {teaching.teach(shop.data, weighing)}"),
        "staff": lambda shop: shop.told(f"staff: {staffs_teaching.teach(weighing)}"),
    }
    try:
        for kind in KINDS:
            if kind in arguments.only:
                base[kind](shop) if kind in base else small.small(shop, kind)
    except FileNotFoundError as fault:
        print(f"{fault.filename} is missing. `--only words` comes first; --data holds goemotions/.", file=sys.stderr)
        return FAILED
    return DONE


def adapt_arguments(parser: argparse.ArgumentParser) -> None:
    """Which labels, and where the head goes."""
    parser.add_argument("--labels", type=Path, required=True, metavar="FILE", help='lines of {"text", "label"}')
    parser.add_argument("--kind", default="sentiment", help="what the labels are of (sentiment)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the head goes")


@command("reading adapt", "Make a head of your own from texts with labels", adapt_arguments, needs_database=False)
def adapt(arguments: argparse.Namespace) -> int:
    """1 where there are too few labels. Lines that cannot be read are told, and passed over."""
    try:
        with arguments.labels.open("rb") as lines:
            found, refused = labelled(lines)
    except OSError as fault:
        print(f"{arguments.labels} cannot be read: {fault.strerror}.", file=sys.stderr)
        return WRONG_USE
    for one in refused[:MOST_TOLD]:
        print(one.reason, file=sys.stderr)
    if refused:
        print(f"{len(refused)} lines were passed over; {len(found)} were read.", file=sys.stderr)
    return _adapted(found, arguments.kind, arguments.out)


def _adapted(found: list[Labelled], kind: str, out: Path) -> int:
    from regulars.reading.loaded import adapted_to  # noqa: PLC0415 - it loads models
    from regulars.reading.training.adapting import write  # noqa: PLC0415 - it computes

    made = adapted_to([one.text for one in found], [one.label for one in found], kind)
    if isinstance(made, str):
        print(made, file=sys.stderr)
        return FAILED
    write(made, out)
    told = "  ".join(f"{name} {figure}" for name, figure in made.card["development"].items())
    print(f"{kind}: {len(found)} texts, {len(made.labels)} labels. On texts left out: {told}")
    return DONE
