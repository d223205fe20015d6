"""Who gets a mail: lines of addresses as people type them, and whom an answer goes to. Pure."""

from collections.abc import Iterable, Sequence

from regulars.base.frozen import dataclass
from regulars.channels.contract import Address
from regulars.channels.email.addresses import addresses
from regulars.intake.rules import normal_address, without_token

MOST = 100
BETWEEN = ",;\n"


def pieces(line: str) -> list[str]:
    """The line cut at commas, semicolons and line ends, but not within quotes or angle brackets."""
    found, quoted, bracketed = [""], False, False
    for sign in line:
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign in "<>":
            bracketed = sign == "<"
        if sign in BETWEEN and not quoted and not bracketed:
            found.append("")
        else:
            found[-1] += sign
    return [piece for piece in map(str.strip, found) if piece]


def read(line: str) -> tuple[Address, ...]:
    """The addresses of a line, each once. What is no address is kept as a name without one, so that it is not lost."""
    found: dict[str, Address] = {}
    loose = ""
    for piece in pieces(line)[:MOST]:
        one = address(piece)
        if one is None:
            if loose:
                found[loose] = Address(loose, "")
            loose = piece
            continue
        # A comma within a name that nobody quoted: "Novak, Ana <ana@...>".
        if loose and "@" not in loose and one.name:
            one, loose = Address(f"{loose}, {one.name}", one.email), ""
        elif loose:
            found[loose], loose = Address(loose, ""), ""
        found.setdefault(one.email, one)
    if loose:
        found[loose] = Address(loose, "")
    return tuple(found.values())


def wrong(people: Iterable[Address]) -> tuple[str, ...]:
    """What in a line is no address."""
    return tuple(one.name for one in people if not one.email)


def address(piece: str) -> Address | None:
    """One address with its name, or None."""
    found = addresses([piece])
    if len(found) != 1 or len(found[0].email.split("@")) != 2:
        return None
    email = normal_address(found[0].email)
    return Address(found[0].name, email) if email and "." in email.partition("@")[2] else None


def line(people: Iterable[Address]) -> str:
    """Addresses as a line that `read` understands."""
    return ", ".join(map(shown, people))


def shown(one: Address) -> str:
    """One address with its name, which is quoted where it has to be."""
    if not one.name or not one.email:
        return one.email or one.name
    name = one.name.replace('"', "'")
    return f'"{name}" <{one.email}>' if set(name) & set(',;<>"@:()') else f"{name} <{one.email}>"


def pairs(people: Iterable[Address]) -> list[list[str]]:
    """As rows keep them."""
    return [[one.name, one.email] for one in people]


def unpaired(kept: Iterable[Sequence[str]]) -> tuple[Address, ...]:
    """As rows kept them."""
    return tuple(Address(name, email) for name, email in kept)


def others(people: Iterable[Address], ours: frozenset[str], but: Iterable[Address] = ()) -> tuple[Address, ...]:
    """Those who are not we, nor among `but`; each once."""
    left_out = {one.email for one in but}
    kept = {one.email: one for one in people if one.email not in left_out and without_token(one.email) not in ours}
    return tuple(kept.values())


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of a conversation: whether a person wrote it to us, who, the addresses that got it, and where its
    writer wants answers, if not at their own."""

    incoming: bool
    sender: Address
    to: tuple[str, ...] = ()
    reply_to: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Whom a reply goes to, and who else would get it that goes to all."""

    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()


def answer(heard: Iterable[Heard], people: Iterable[Address], customer: Address | None) -> Answer:
    """An answer to the newest message of somebody else, of messages with the newest first.

    To all are those `people` of the conversation who got that message, too, and the customer if somebody else wrote
    it. Where nobody has written to us yet, it goes on to whom we wrote. A Reply-To is where it goes instead.
    Source: RFC 5322, section 3.6.2.
    """
    on_it = {one.email: one for one in (*people, *([customer] if customer else []))}
    said = list(heard)
    last = next((one for one in said if one.incoming), None)
    if last is None:
        ours = [on_it.get(email, Address("", email)) for one in said[:1] for email in one.to]
        return Answer(tuple(ours) or ((customer,) if customer else ()))
    writer = last.sender if last.sender.name else on_it.get(last.sender.email, last.sender)
    rest = tuple(one for email, one in on_it.items() if email in last.to and email != writer.email)
    wanted = tuple(one for one in last.reply_to if one.email)
    return Answer(wanted or (writer,), tuple(one for one in rest if one not in wanted))
