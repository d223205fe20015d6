"""How it stands with each recipient of a mail, once the server made a difference between them; without I/O.

A mail that went the same way with all of them keeps nothing here. What the server said of an envelope is written down
before the mail's end is said, so that whatever dies afterwards, nobody who may have it is sent it again unasked.

While a mail is unsure, those whom the server turned down for now wait, too. A try for them alone would be safe, but it
would take the mail out of the one state in which its writer is asked about the others, and its answer would be taken
for theirs. They wait until it is found in the mailbox, the first time after twenty seconds, or until the writer, who is
told then, has answered. Then they are tried again, as long as tries as old as theirs are not given up anyway.
Source: RFC 5321, sections 3.3 and 4.2.1: each RCPT has its own answer, and what it refuses with 4xx may be tried again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from regulars.base.frozen import dataclass
from regulars.conversations.sending import reasons
from regulars.intake import submission
from regulars.intake.submission import Answer, TurnedDown

# WAITING: not now. OFFERED: the mail's end was said for them, and the answer is not known. HAS_IT: the server has it
# for them. TURNED_DOWN: never. RETURNED: it came back from them.
WAITING, OFFERED, HAS_IT, TURNED_DOWN, RETURNED = "waiting", "offered", "has it", "turned down", "returned"
# As rows keep it: by address, the state, and what the server said of this one.
Each = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One of several, as a page shows it. `words` are the server's own."""

    address: str
    state: str
    words: str

    @property
    def reason(self) -> str:
        """Why they have not got it, in a sentence or ""."""
        return reasons.in_words("", self.words)


def still_to_get(everybody: Iterable[str], each: Each) -> list[str]:
    """To whom it is offered next, each once: all of them, or those who wait."""
    once = list(dict.fromkeys(everybody))
    return [one for one in once if each[one][0] == WAITING] if each else once


def envelope(offered: Iterable[str], each: Each, turned_down: Iterable[TurnedDown]) -> Each:
    """What the server said of those who were offered: before the mail's end, the others are taken."""
    said = {one.address: [TURNED_DOWN if one.for_good else WAITING, one.words] for one in turned_down}
    return {**each, **{address: said.get(address, [OFFERED, ""]) for address in offered}}


def after(each: Each, answer: Answer) -> Each:
    """How it stands with them after a try whose outcome is known."""
    each = envelope((one.address for one in answer.turned_down), each, answer.turned_down)
    match answer.outcome:
        case submission.SENT:
            return turned(each, (OFFERED,), HAS_IT, "")
        case submission.REFUSED if any_in(each, OFFERED) or answer.turned_down:
            return turned(each, (OFFERED,), TURNED_DOWN, answer.words)
        case submission.REFUSED:
            # It did not get as far as to the recipients.
            return turned(each, (WAITING,), TURNED_DOWN, answer.words)
    return turned(each, (OFFERED,), WAITING, answer.words)


def given_up(each: Each) -> Each:
    """Nobody waits any more."""
    return {one: [TURNED_DOWN if state == WAITING else state, words] for one, (state, words) in each.items()}


def again(each: Each) -> Each:
    """A person wants it sent again: to those who have not got it. Empty, which is to everybody, where all have."""
    waiting = turned(each, (OFFERED, TURNED_DOWN, RETURNED), WAITING, "")
    return waiting if any_in(waiting, WAITING) else {}


def returned(everybody: Iterable[str], each: Each, address: str, words: str) -> Each:
    """It came back from one; of several, the others have it as far as is known."""
    once = list(dict.fromkeys(everybody))
    if address not in once or len(once) == 1:
        return each
    had = turned(each, (OFFERED,), HAS_IT, "") if each else {one: [HAS_IT, ""] for one in once}
    return {**had, address: [RETURNED, words]}


def turned(each: Each, states: Collection[str], state: str, words: str) -> Each:
    """Those in one of these states are in another one now."""
    return {address: [state, words] if old[0] in states else old for address, old in each.items()}


def any_in(each: Each, state: str) -> bool:
    """Whether somebody is in this state."""
    return any(one[0] == state for one in each.values())


def lines(each: Each, *states: str) -> tuple[Recipient, ...]:
    """Those in one of these states, by address: databases do not keep the order. All where no state is named."""
    return tuple(Recipient(one, *kept) for one, kept in sorted(each.items()) if not states or kept[0] in states)
