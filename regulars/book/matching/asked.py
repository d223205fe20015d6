"""Suggestions that a person is asked about, as pages show them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.book.eyes import Eyes
from regulars.book.matching import families
from regulars.book.matching.rules import ASKED_FROM
from regulars.book.merging.seen import open_to
from regulars.book.models import Suggestion
from regulars.engine.rows import aware, marks, parsed, rows

MOST_READ = 200
MOST_SHOWN = 40
MOST_HANDLES = 4
OPEN = """
select id, public_id, one_id, other_id, score, reasons from book_suggestion
where state = 'open' and score >= %s order by score desc, id limit %s
"""
OF_BOOK = """
with recursive family (id) as (
    select id from book_customer where id = %s
    union select c.id from family f join book_customer c on c.merged_into_id = f.id)
select id, public_id, one_id, other_id, score, reasons from (
    select s.* from family f join book_suggestion s on s.one_id = f.id where s.state = 'open' and s.score >= %s
    union select s.* from family f join book_suggestion s on s.other_id = f.id where s.state = 'open' and s.score >= %s
) as found order by score desc, id limit %s
"""
REFUSED = """
select one_id, other_id from book_suggestion where state = 'refused' and one_id in ({ids}) and other_id in ({ids})
"""
PEOPLE = """
select c.id, c.public_id, c.name, c.created_at, c.last_at,
       (select count(*) from (select 1 from book_conversation v where v.customer_id = c.id limit 100) as talks),
       (select count(*) from (select 1 from book_order o where o.customer_id = c.id limit 100) as bought)
from book_customer c where c.id in ({ids})
"""
HANDLES = """
select customer_id, shown, verified_at is not null, first_seen from book_identity where customer_id in ({ids})
order by last_seen desc, id
"""
# What was written may come from an inbox that is kept from who looks.
QUOTED = frozenset({"order", "signature", "sentence"})


@dataclass(frozen=True, slots=True)
class Person:
    """One of the two. `handles` are pairs of what is written and whether it is verified; counts stop at 100."""

    public_id: str
    name: str
    since: datetime
    last: datetime | None
    conversations: int
    orders: int
    handles: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One suggestion. `one` is the book on whose page it stands, where it stands on one."""

    public_id: str
    score: int
    chance: str
    reasons: tuple[str, ...]
    one: Person
    other: Person


@dataclass(frozen=True, slots=True)
class Found:
    """One row, with the books that stand for the two now."""

    id: int
    public_id: str
    score: int
    reasons: Sequence[Sequence[str]]
    between: tuple[int, int]


def all_open(eyes: Eyes) -> list[Asked]:
    """The best first; at most 40."""
    return shown(seen(standing(rows(OPEN, [ASKED_FROM, MOST_READ])), eyes)[:MOST_SHOWN], eyes)


def seen(found: Sequence[Found], eyes: Eyes) -> list[Found]:
    """Those between two books that these eyes may open."""
    books = eyes.books({end for one in found for end in one.between})
    return [one for one in found if books.issuperset(one.between)]


def about(customer: int) -> list[Found]:
    """Those about one book, the best first; `shown` makes them ready for a page. One statement where there are none."""
    return standing(rows(OF_BOOK, [customer, ASKED_FROM, ASKED_FROM, MOST_SHOWN]))


def standing(found: Iterable[Sequence[Any]]) -> list[Found]:
    """Those between two books that are still two, each pair once, without those that somebody refused for good."""
    read = list(found)
    root = families.roots({end for row in read for end in row[2:4]})
    refused = refused_pairs(set(root.values()))
    kept: dict[tuple[int, int], Found] = {}
    for pk, public_id, one, other, score, reasons in read:
        pair = families.between(root, one, other)
        if pair and pair not in refused:
            kept.setdefault(pair, Found(pk, public_id, score, parsed(reasons), pair))
    return list(kept.values())


def refused_pairs(standing_books: Collection[int]) -> set[tuple[int, int]]:
    """Of these books the pairs of which somebody said that they are two, whatever either was merged with since."""
    family = families.members(standing_books)
    ids = sorted(family)
    found = rows(REFUSED.format(ids=marks(ids)), [*ids, *ids]) if ids else []
    return {pair for one, other in found if (pair := families.between(family, one, other))}


def shown(found: Sequence[Found], eyes: Eyes, first: int = 0) -> list[Asked]:
    """With both people; `first` stands on the left of its own. Reasons show words out of what was written only to eyes
    from which nothing is kept."""
    people = people_of({end for one in found for end in one.between})
    asked = []
    for one in found:
        ends = one.between if one.between[0] == first or one.between[1] != first else one.between[::-1]
        said = tuple(dict.fromkeys(in_words(kind, words, eyes.see_all) for kind, words in one.reasons))
        asked.append(Asked(one.public_id, one.score, chance(one.score), said, people[ends[0]], people[ends[1]]))
    return asked


def people_of(customers: Collection[int]) -> dict[int, Person]:
    """What is shown of each side. Two statements."""
    ids = sorted(customers)
    if not ids:
        return {}
    handles: dict[int, list[tuple[str, bool]]] = {}
    seen: dict[int, datetime] = {}
    for pk, shown_as, verified, first in rows(HANDLES.format(ids=marks(ids)), ids):
        handles.setdefault(pk, []).append((shown_as, bool(verified)))
        seen[pk] = min(aware(first), seen.get(pk, aware(first)))
    return {
        pk: Person(
            public_id,
            name or next((one for one, _verified in handles.get(pk, ())), ""),
            min(filter(None, (aware(since), seen.get(pk), latest(last)))),
            latest(last),
            conversations,
            orders,
            tuple(handles.get(pk, ())[:MOST_HANDLES]),
        )
        for pk, public_id, name, since, last, conversations, orders in rows(PEOPLE.format(ids=marks(ids)), ids)
    }


def latest(at: datetime | None) -> datetime | None:
    """A time that may be none."""
    return aware(at) if at else None


def chance(score: int) -> str:
    """How likely it is, in words."""
    if score >= 80:
        return _("Very likely one person")
    return _("Probably one person") if score >= 60 else _("Perhaps one person")


def in_words(kind: str, words: str, quoting: bool) -> str:
    """A reason as a sentence; without its words where nobody has them, or where they are not for who looks."""
    if not words or (kind in QUOTED and not quoting):
        return sentences_without()[kind]
    return sentences_with()[kind] % {"words": words}


def sentences_with() -> Mapping[str, str]:
    """What is said of each kind of reason."""
    return {
        "email": _("Both are known by %(words)s."),
        "phone": _("Both are reached at %(words)s."),
        "handle": _("Both are known as %(words)s."),
        "card": _("Both hold the card %(words)s."),
        "external": _("Both are known by the number %(words)s."),
        "address": _("Both have orders for %(words)s."),
        "order": _("Both name the order %(words)s."),
        "signature": _("Both sign alike: “%(words)s”"),
        "sentence": _("Both wrote: “%(words)s”"),
        "name": _("Both are called %(words)s."),
    }


def sentences_without() -> Mapping[str, str]:
    """The same where the words themselves are not shown."""
    return {
        "email": _("Both are known by the same address."),
        "phone": _("Both are reached at the same number."),
        "handle": _("Both are known by the same name there."),
        "card": _("Both hold the same card."),
        "external": _("Both are known by the same number."),
        "address": _("Both have orders for the same name and postcode."),
        "order": _("Both name the same order."),
        "signature": _("Both sign alike."),
        "sentence": _("Both wrote the same words."),
        "name": _("Both have the same name."),
    }


def find(public_id: str, eyes: Eyes) -> Suggestion | None:
    """One by its public id, between two books that these eyes may open."""
    found = Suggestion.objects.select_related("one", "other").filter(public_id=public_id).first()
    return found if found and open_to(eyes, [(found.one_id, found.other_id)]) else None
