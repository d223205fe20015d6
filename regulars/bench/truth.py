"""What a desk made of a mailbox, held against what is known of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from regulars.base.frozen import dataclass

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Filed:
    """One message as the desk exports it, and the conversation it stands in."""

    conversation: str
    subject: str
    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Truth:
    """The manifest's items, what the desk made of each, and which conversations it suggests to belong together."""

    items: Sequence[Item]
    filed: Mapping[str, Sequence[Filed]]
    links: frozenset[tuple[str, str]]

    def of(self, item: Item) -> Filed | None:
        """The first place where a message stands."""
        return next(iter(self.filed.get(bare(item["message_id"]), ())), None)

    def roots(self) -> dict[int, str]:
        """The conversation of each thread's first message."""
        found = ((item["thread"], self.of(item)) for item in self.items if item["root"])
        return {thread: filed.conversation for thread, filed in found if filed}


def bare(message_id: str) -> str:
    """A Message-ID without its brackets."""
    return message_id.strip().strip("<>")


def filed(conversations: Iterable[Mapping[str, Any]]) -> dict[str, list[Filed]]:
    """The exported messages by their Message-ID."""
    found: dict[str, list[Filed]] = {}
    for conversation in conversations:
        for message in conversation["messages"]:
            found.setdefault(bare(message["message_id"]), []).append(
                Filed(conversation["id"], conversation["subject"], message)
            )
    return found


def faults(truth: Truth) -> dict[str, int]:
    """How many messages the desk got wrong, by what is wrong. All are 0 on a good day."""
    expected = [item for item in truth.items if item["expect"] != "ignored"]
    roots = truth.roots()
    return {
        "messages": len(truth.items),
        "missing": sum(truth.of(item) is None for item in expected),
        "twice": sum(len(truth.filed.get(bare(item["message_id"]), ())) > 1 for item in expected),
        "replies_elsewhere": sum(item["expect"] == "reply" and astray(truth, item, roots) for item in expected),
        "on_a_strangers": sum(item["expect"] != "reply" and intrudes(truth, item, roots) for item in expected),
        "not_linked": sum(item["expect"] == "linked" and not linked(truth, item, roots) for item in expected),
        "probes_unreadable": sum(not readable(truth.of(item), item["probe"]) for item in expected),
        "attachments_wrong": sum(wrong_files(truth.of(item), item["attachments"]) for item in expected),
        "automatic_missed": sum(
            item["expect"] == "no-autoreply" and not automatic(truth.of(item)) for item in expected
        ),
        "automatic_wrongly": sum(item["expect"] != "no-autoreply" and automatic(truth.of(item)) for item in expected),
    }


def astray(truth: Truth, item: Item, roots: Mapping[int, str]) -> bool:
    """A reply that is not on its thread's conversation."""
    found = truth.of(item)
    return found is not None and found.conversation != roots.get(item["thread"])


def intrudes(truth: Truth, item: Item, roots: Mapping[int, str]) -> bool:
    """A message that is on a conversation which somebody else's thread opened."""
    found = truth.of(item)
    if found is None:
        return False
    owners = [thread for thread, conversation in roots.items() if conversation == found.conversation]
    return any(thread != item["thread"] or item["expect"] == "linked" for thread in owners)


def linked(truth: Truth, item: Item, roots: Mapping[int, str]) -> bool:
    """Whether a stranger's answer is suggested to belong with the conversation that it answers."""
    found = truth.of(item)
    return found is not None and (found.conversation, roots.get(item["thread"], "")) in truth.links


def readable(found: Filed | None, probe: str) -> bool:
    """Whether the phrase is in the text (or the subject, where all is said there), however its lines were broken."""
    return found is not None and squeezed(probe) in squeezed(f"{found.subject}\n{found.message['text']}")


def squeezed(text: str) -> str:
    """Text with one space for each stretch of white space."""
    return re.sub(r"\s+", " ", text)


def wrong_files(found: Filed | None, files: Sequence[Mapping[str, Any]]) -> int:
    """How many attachments are missing or have other bytes or another name."""
    there = [] if found is None else [(one["name"], one["sha256"]) for one in found.message["attachments"]]
    return sum((file["name"], file["sha256"]) not in there for file in files)


def automatic(found: Filed | None) -> bool:
    """Whether the desk took it for a machine's."""
    return found is not None and bool(found.message["automatic"])
