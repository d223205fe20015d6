"""Operators that need no room above the book: who wrote and to whom, when, through which door, with what."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base import folding
from regulars.base.results import Refused
from regulars.book.search.days import stretch
from regulars.book.search.facets import FILES, channel, recipient
from regulars.book.search.operators import OPERATORS, STATUSES, Asking, Narrowing, Operator, Where
from regulars.book.search.query import Phrase, ways
from regulars.book.search.terms import Term
from regulars.channels import registered
from regulars.engine.rows import rows


def phrases(term: Term) -> tuple[Phrase, ...]:
    """The value as words in a row."""
    return tuple(one for one in ways(Term(term.text, quoted=term.quoted)) if one.words[0][0] not in folding.BESIDE)


def sender(term: Term, asking: Asking) -> Narrowing:
    """Who wrote it, by name or address."""
    found = phrases(term)
    return tuple(Phrase(one.words, one.begins, "sender") for one in found) or wordless(term)


def addressee(term: Term, asking: Asking) -> Narrowing:
    """To whom it was sent, in To or Cc."""
    found = phrases(term)
    return tuple(Phrase(tuple(map(recipient, one.words)), one.begins) for one in found) or wordless(term)


def subject(term: Term, asking: Asking) -> Narrowing:
    """What the subject says."""
    found = phrases(term)
    no_word = Refused(_("“%(term)s” holds no word to look for.") % {"term": term})
    return tuple(Phrase(one.words, one.begins, "subject") for one in found) or no_word


def wordless(term: Term) -> Refused:
    """Why a value without letters finds nobody."""
    return Refused(_("“%(term)s”: write a name or an address, like %(name)s:ana.") % {"term": term, "name": term.name})


def through(term: Term, asking: Asking) -> Narrowing:
    """Which kind of door it came through."""
    code = term.text.lower()
    if code in registered():
        return (Phrase((channel(code),)),)
    return Refused(
        _("“%(term)s”: there is no such channel here. There is: %(known)s.")
        % {"term": term, "known": ", ".join(sorted(registered()))}
    )


def having(term: Term, asking: Asking) -> Narrowing:
    """Whether files came with it."""
    if term.text.lower() in ("attachment", "attachments", "file", "files"):
        return (Phrase((FILES,)),)
    return Refused(_("“%(term)s”: only has:attachment is known.") % {"term": term})


def inboxes(asking: Asking) -> Iterable[tuple[int, str, str]]:
    """Those that the agent may see: row id, name, address."""
    there = rows("select id, name, address from intake_inbox order by id", [])
    return [(pk, name, address) for pk, name, address in there if pk not in asking.eyes.inboxes]


def within(term: Term, asking: Asking) -> Narrowing:
    """Which inbox it belongs to, by its name, its address, or how either begins."""
    wanted = folding.fold(term.text).strip()
    there = list(inboxes(asking))
    found = [pk for pk, *names in there if any(folding.fold(name).startswith(wanted) for name in names if name)]
    if not found:
        known = ", ".join(name or address for _pk, name, address in there)
        return Refused(
            _("“%(term)s”: there is no such inbox. There are: %(known)s.") % {"term": term, "known": known or "-"}
        )
    places = ", ".join("%s" for _pk in found)
    return Where(
        f"c.inbox_id in ({places})",
        tuple(found),
        f"select id from book_conversation where inbox_id in ({places})",  # noqa: S608 - placeholders
        tuple(found),
    )


def inbox_names(asking: Asking, begun: str) -> list[str]:
    """What to suggest."""
    return [name or address for _pk, name, address in inboxes(asking)]


def timeless(term: Term) -> Refused:
    """Why a value is no time."""
    return Refused(
        _("“%(term)s” holds no date. Write %(name)s:2026-11, %(name)s>2026-01-31 or %(name)s<3d (h, d, w).")
        % {"term": term, "name": term.name}
    )


def created(term: Term, asking: Asking) -> Narrowing:
    """When it was written; of a conversation, when it began."""
    meant = stretch(term.relation, term.text, asking.now, asking.zone)
    if meant is None:
        return timeless(term)
    since, until = meant
    sql = [*(["{at} >= %s"] if since else []), *(["{at} < %s"] if until else [])]
    return Where(" and ".join(sql), tuple(filter(None, meant)), since=since, until=until)


def updated(term: Term, asking: Asking) -> Narrowing:
    """When something last happened in the conversation."""
    meant = stretch(term.relation, term.text, asking.now, asking.zone)
    if meant is None:
        return timeless(term)
    since, until = meant
    sql = " and ".join([*(["c.last_at >= %s"] if since else []), *(["c.last_at < %s"] if until else [])])
    params = tuple(filter(None, meant))
    # The index begins with the status; asked for each, it gives the few of the last days at once.
    each = f"select id from book_conversation c where c.status = %s and c.joined_to_id is null and {sql}"  # noqa: S608
    return Where(
        sql,
        params,
        " union all ".join([each] * len(STATUSES)),
        tuple(value for status in STATUSES for value in (status, *params)),
        until=until,
    )


def times(asking: Asking, begun: str) -> tuple[str, ...]:
    """What to suggest."""
    return "today", "yesterday", "7d"


def channels(asking: Asking, begun: str) -> list[str]:
    """What to suggest."""
    return sorted(registered())


def offer() -> None:
    """Fill the slot."""
    everyone = {
        "from": Operator("from:ana", gettext_lazy("who wrote it, by name or address"), sender),
        "to": Operator("to:boris", gettext_lazy("to whom it was sent"), addressee),
        "subject": Operator("subject:invoice", gettext_lazy("what its subject says"), subject),
        "created": Operator(
            "created>2026-01-31", gettext_lazy("when it was written: a day, a month, or 3d"), created, times, True
        ),
        "updated": Operator(
            "updated<3d",
            gettext_lazy("when something last happened: in the last 3 days (h, d, w)"),
            updated,
            times,
            True,
        ),
        "channel": Operator("channel:email", gettext_lazy("how it reached us"), through, channels),
        "has": Operator("has:attachment", gettext_lazy("with files"), having, lambda asking, begun: ("attachment",)),
        "inbox": Operator("inbox:help", gettext_lazy("where it came in"), within, inbox_names),
    }
    for name, operator in everyone.items():
        OPERATORS.offer(name, operator)
