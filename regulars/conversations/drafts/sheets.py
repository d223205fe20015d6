"""An editor's form as it was sent, read once."""

from collections.abc import Mapping

from regulars.base.frozen import dataclass
from regulars.base.ids import looks_public, public_id
from regulars.conversations.calls import rules as calls
from regulars.conversations.drafts import addressing, rules
from regulars.conversations.drafts.acts import Place
from regulars.conversations.drafts.rules import Passed, Save, Written

GREATEST = 2**31 - 1
GREATEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page sent: where it is written, what stands in it, how far its writer has read, and of what they
    were asked already."""

    place: Place
    save: Save
    passed: Passed
    asked: tuple[str, ...] = ()


def sheet(form: Mapping[str, str], kind: str, conversation: int | None, inbox: int | None) -> Sheet:
    """The fields of an editor. What is missing or absurd counts as not given."""
    draft = form.get("draft", "")
    seen, outgoing = number(form, "seen", GREATEST_ID), number(form, "leaving", GREATEST_ID)
    place = Place(draft if looks_public(draft) else public_id(), kind, conversation, inbox, seen)
    made = Save(written(form), number(form, "version"), form.get("tab", "")[:12], number(form, "turn"))
    asked = tuple(doubt for doubt in form.get("asked", "").split(",") if doubt in rules.DOUBTS)
    return Sheet(place, made, Passed(seen, outgoing), asked)


def written(form: Mapping[str, str]) -> Written:
    """What stands in the fields, without NUL (no database takes it) and with line ends as we keep them."""
    fields = {name: form.get(name, "").replace("\0", "") for name in ("subject", "to", "cc", "bcc")}
    return Written(
        text_of(form),
        " ".join(fields["subject"].split())[: rules.LONGEST_SUBJECT],
        addressing.read(fields["to"]),
        addressing.read(fields["cc"]),
        addressing.read(fields["bcc"]),
        calls.typed(form),
    )


def text_of(form: Mapping[str, str]) -> str:
    """The text as a draft keeps it."""
    return form.get("text", "").replace("\0", "").replace("\r\n", "\n").rstrip()


def number(form: Mapping[str, str], name: str, greatest: int = GREATEST) -> int:
    """A number from 0 to `greatest`; 0 for what is none."""
    given = form.get(name, "")
    return min(int(given), greatest) if given.isascii() and given.isdigit() and len(given) < 20 else 0
