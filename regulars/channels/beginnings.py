"""What of a message stands in a list before anybody opens it."""

from regulars.channels.contract import Inbound


def visible(mail: Inbound) -> str:
    """The text without its folded stretches."""
    kept, at = [], 0
    for fold in sorted(mail.folds, key=lambda fold: fold.start):
        kept.append(mail.text[at : max(at, fold.start)])
        at = max(at, fold.end)
    return "".join(kept) + mail.text[at:]


def preview(mail: Inbound, length: int = 200) -> str:
    """The first words of what is new in it, on one line."""
    return " ".join((visible(mail)[: length * 4] or mail.text[: length * 4]).split())[:length]
