"""What people and the desk did with a conversation, as quiet lines between what was said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.book.models import Moment
from regulars.book.stream import Line
from regulars.conversations.recognising import BECAUSE
from regulars.conversations.sending import brakes
from regulars.engine.rows import aware, marks, parsed, rows
from regulars.web.words import full

MOST = 200
LOGGED = """
select e.id, e.kind, e.at, a.name, e.payload from conversations_event e left join staff_agent a on a.id = e.agent_id
where e.conversation_id in ({ids}) and e.kind <> 'opened' {since} order by e.id desc limit %s
"""
NAMED = "select id, name from staff_agent where id in ({ids})"


@dataclass(frozen=True, slots=True)
class Said:
    """One line."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Log:
    """Lines before a moment, by its row id, and those after the last one; `last` is the newest event's row id."""

    before: Mapping[int, Sequence[Said]] = field(default_factory=dict)
    after: Sequence[Said] = ()
    last: int = 0


def log(members: Sequence[int], lines: Sequence[Line], *, is_last_page: bool) -> Log:
    """What was done with these conversations, between `lines` (in order), and after them on the last page."""
    since = lines[0].moment.at if lines else None
    said, last = read(members, "and e.at >= %s" if since else "", [since] if since else [])
    return laid(said, lines, last, is_last_page=is_last_page)


def news(members: Sequence[int], last: int, moment: int) -> Log:
    """What was done since the event `last` (row id), for a page that stays. One that shows none (0) shows all that was
    done since its newest `moment` (row id)."""
    if last:
        said, newest = read(members, "and e.id > %s", [last])
    else:
        at = Moment.objects.filter(pk=moment).values_list("at", flat=True).first()
        said, newest = read(members, "and e.at >= %s" if at else "", [at] if at else [])
    return Log(after=said, last=newest or last)


def read(members: Sequence[int], condition: str, params: Sequence[Any]) -> tuple[list[Said], int]:
    """Lines, the oldest first, and the newest event's row id, 0 without any."""
    found = rows(LOGGED.format(ids=marks(members), since=condition), [*members, *params, MOST])
    events = [(kind, aware(at), name or "", parsed(payload)) for _pk, kind, at, name, payload in reversed(found)]
    names = names_in([payload for *_, payload in events])
    said = [Said(at, text) for kind, at, by, payload in events if (text := sentence(kind, by, payload, names))]
    return said, found[0][0] if found else 0


def laid(said: Sequence[Said], lines: Sequence[Line], last: int, *, is_last_page: bool) -> Log:
    """Each line before the first moment that is later."""
    before: dict[int, list[Said]] = {}
    after: list[Said] = []
    for one in said:
        later = next((line.moment.id for line in lines if line.moment.at > one.at), None)
        if later is not None:
            before.setdefault(later, []).append(one)
        elif is_last_page:
            after.append(one)
    return Log(before, after, last)


def names_in(payloads: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """The names of agents to whom something was given."""
    ids = {payload["after"]["assignee"] for payload in payloads if payload.get("after", {}).get("assignee")}
    return dict(rows(NAMED.format(ids=marks(ids)), list(ids))) if ids else {}


PLAIN: Mapping[str, Callable[[], tuple[str, str]]] = {
    "closed": lambda: (_("%(who)s closed it"), _("the desk closed it")),
    "reopened": lambda: (_("%(who)s took it up again"), _("it is open again: they wrote")),
    "spam": lambda: (_("%(who)s called it spam"), _("put into spam: its sender wrote spam before")),
    "not_spam": lambda: (_("%(who)s brought it back from spam"), _("brought back from spam")),
    "tagged": lambda: (_("%(who)s tagged it “%(tag)s”"), _("tagged “%(tag)s”")),
    "untagged": lambda: (_("%(who)s took the tag “%(tag)s” off"), _("the tag “%(tag)s” was taken off")),
    "moved": lambda: (_("%(who)s moved it to the inbox “%(to)s”"), _("moved to the inbox “%(to)s”")),
    "joined": lambda: (_("%(who)s joined another conversation to this one"), ""),
    "parted": lambda: (_("%(who)s took this out again as a conversation of its own"), ""),
    "split": lambda: (_("%(who)s began this as a conversation of its own"), ""),
    "split_off": lambda: (_("%(who)s took what followed into a conversation of its own"), ""),
    "linked": lambda: (_("%(who)s put another conversation beside it"), ""),
    "refused": lambda: (_("%(who)s kept it apart from another"), ""),
    "released": lambda: (_("%(who)s brought it out of quarantine"), ""),
    "undone": lambda: (_("%(who)s took that back"), ""),
}


def sentence(kind: str, by: str, payload: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """An event in words; empty for what is told by another."""
    if kind == "assigned":
        return given(by, payload, names)
    if kind == "snoozed":
        return asleep(by, payload)
    if kind == "woken":
        because = {"reply": _("it woke: they wrote"), "call": _("it woke: they called")}
        return because.get(payload.get("because", ""), _("it woke: its time had come"))
    if payload.get("because") == BECAUSE:
        return recognised(kind)
    if kind == "braked":
        return brakes.in_words(payload["reason"], payload["to"])
    if kind not in PLAIN:
        return ""
    person, desk = PLAIN[kind]()
    return (person if by else desk) % {"who": by, "tag": payload.get("tag", ""), "to": payload.get("to", "")}


def recognised(kind: str) -> str:
    """What became of a letter that an older version of the desk had taken for a machine's."""
    if kind == "reopened":
        return _("it is open again: a person wrote it, and the desk had taken it for automatic mail")
    return _("a person wrote it, and the desk had taken it for automatic mail")


def given(by: str, payload: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """Who gave it to whom, and why."""
    to = names.get(payload.get("after", {}).get("assignee") or 0, "")
    if not to:
        told = _("%(who)s gave it back to all") % {"who": by} if by else _("it went back to all")
    elif to == by:
        told = _("%(who)s took it") % {"who": by}
    else:
        told = _("%(who)s gave this to %(to)s") % {"who": by, "to": to} if by else _("this went to %(to)s") % {"to": to}
    return with_why(told, payload)


def with_why(told: str, payload: Mapping[str, Any]) -> str:
    """What was done, with the reason where one was given."""
    return _("%(told)s: %(why)s") % {"told": told, "why": payload["why"]} if payload.get("why") else told


def asleep(by: str, payload: Mapping[str, Any]) -> str:
    """Until when, and why."""
    until = payload.get("after", {}).get("snoozed_until")
    when = full(timezone.localtime(datetime.fromisoformat(until))) if until else ""
    said = _("%(who)s put it off until %(when)s") if when else _("%(who)s put it off until they write")
    return with_why(said % {"who": by or _("the desk"), "when": when}, payload)
