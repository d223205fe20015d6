"""What of others stands in somebody's archive: enough to understand it, and no more. Pure."""

import re
from collections.abc import Iterable

from regulars.base.fields import first_name
from regulars.base.frozen import dataclass

ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


@dataclass(frozen=True, slots=True)
class Reducing:
    """`plain` are the addresses that may stand whole: the person's own and those of our inboxes, in lower case."""

    plain: frozenset[str]

    def address(self, written: str) -> str:
        """An address, that of somebody else with the first letter of its name only."""
        return written if not written or written.lower() in self.plain else shortened(written)

    def text(self, written: str) -> str:
        """A text in which others' addresses are shortened."""
        return ADDRESS.sub(lambda found: self.address(found[0]), written) if "@" in written else written

    def person(self, name: str, address: str) -> str:
        """Somebody on a mail: the person and our inboxes as they are, others by initials and a shortened address."""
        if not address or address.lower() in self.plain:
            return f"{name} <{address}>" if name and address else name or address
        who = initials(name)
        return f"{who} <{shortened(address)}>" if who else shortened(address)

    def people(self, pairs: Iterable[Iterable[str]]) -> list[str]:
        """The same of [name, address] pairs, as messages keep them."""
        return [self.person(*pair) for pair in map(tuple, pairs) if len(pair) == 2]


def shortened(address: str) -> str:
    """ "b…@veloworks.example" of an address; of anything else its first letter."""
    local, at, domain = address.rpartition("@")
    return f"{(local or domain)[:1]}…{at}{domain if at else ''}"


def initials(name: str) -> str:
    """ "B. O." of "Boris Okafor"; nothing of an address."""
    if "@" in name:
        return ""
    return " ".join(f"{word[0].upper()}." for word in name.split() if word[0].isalpha())


def staff(name: str) -> str:
    """Somebody of the staff: the first name only."""
    return first_name(name)
