"""The kinds of door a message comes through, found by presence: each module here that declares a CHANNEL."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from regulars.channels.contract import Channel, Inbound, Unreadable


@cache
def registered() -> Mapping[str, Channel]:
    """Every channel that is present, by its code. Raises ValueError where two share one."""
    found: dict[str, Channel] = {}
    for module in iter_modules(__path__):
        channel = getattr(import_module(f"{__name__}.{module.name}"), "CHANNEL", None)
        if not isinstance(channel, Channel):
            continue
        if channel.code in found:
            raise ValueError(f"two channels call themselves {channel.code!r}")
        found[channel.code] = channel
    return MappingProxyType(found)


def parse_many(code: str, raws: Sequence[bytes]) -> list[Inbound | Unreadable]:
    """What each of `raws` says to the channel `code`. Needs no database, so another process can do it."""
    parse = registered()[code].parse
    return [parse(raw) for raw in raws]
