"""Verbs of the sweep: look at some books, take one matter up, put one aside."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from statistics import median

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.facts.acts import held_book
from regulars.book.models import Message
from regulars.engine import outbox, statistics
from regulars.practices.recovery import letters, matters
from regulars.practices.recovery.acts import opening
from regulars.practices.recovery.acts.opening import Opened
from regulars.practices.recovery.matters import Found
from regulars.practices.recovery.models import Attended, Hanging
from regulars.practices.recovery.sweep import books, rules
from regulars.practices.recovery.sweep.books import Book
from regulars.practices.recovery.sweep.words import first_line
from regulars.staff.models import Agent

LONGEST_QUOTE = 600
LONGEST_REASON = 300
# Where nobody has come twice, how often people come is not known; then this is taken for it, in days.
USUAL = 180.0
DERIVED = "at moment order quote answered rhythm gaps yearly currency pressing gone_at customer conversation".split()


def look(found: Sequence[Book], now: datetime) -> int:
    """Write down what hangs in these books, and that what does not hang any more is gone; how many hang."""
    usual = usual_of(found)
    rows = [row for book in found for row in of_book(book, usual, now)]
    quotes = quotes_of([row.moment for row in rows if row.moment])
    rows = [row for row in rows if not rules.comes_back(quotes.get(row.moment, ""))]
    with transaction.atomic():
        attended = latest(row.key for row in rows)
        for row in rows:
            row.attended = attended.get(row.key, Attended.BACK) != Attended.BACK
        for row in rows:
            row.quote = quotes.get(row.moment, "")
        Hanging.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["key"], update_fields=[*DERIVED, "attended"]
        )
        known = Hanging.objects.filter(customer__in=[book.customer for book in found], gone_at=None)
        known.exclude(key__in=[row.key for row in rows]).update(gone_at=now)
    return len(rows)


def of_book(book: Book, usual: float, now: datetime) -> list[Hanging]:
    """The rows of one customer."""
    came = [one for one in book.bought if one.at <= now]
    rhythm = rules.rhythm(came, usual)
    made = []
    for one in rules.hanging(book.said, book.bought, book.helped, now):
        spent = rules.worth(book.bought, one.at)
        gaps = rules.silence(book.bought, one.at, rhythm, now)
        made.append(
            Hanging(
                customer_id=book.customer,
                birth_customer_id=book.customer,
                conversation_id=one.conversation or None,
                key=one.key,
                at=one.at,
                moment=one.moment,
                order=one.order,
                answered=one.answered,
                # Of who came once it is the others' and not told as theirs.
                rhythm=rhythm if len(came) > 1 else 0.0,
                gaps=gaps,
                yearly=spent.yearly,
                currency=spent.currency,
                pressing=rules.pressing(spent.yearly, gaps),
                found_at=now,
            )
        )
    return made


def usual_of(found: Iterable[Book]) -> float:
    """After how many days the customers of these books come again, as far as some have."""
    gaps = [rules.rhythm(book.bought, 0.0) for book in found if len(book.bought) > 1]
    return median(gaps) if gaps else USUAL


def latest(keys: Iterable[str]) -> Mapping[str, str]:
    """What was last said of each of these."""
    said = Attended.objects.filter(key__in=list(keys)).order_by("pk")
    return dict(said.values_list("key", "how"))


def quotes_of(moments: Sequence[str]) -> dict[str, str]:
    """Their own words, without what is quoted or only polite as far as that is folded."""
    rows = Message.objects.filter(moment__public_id__in=moments).order_by("version")
    found = rows.values_list("moment__public_id", "text", "folds")
    return {moment: " ".join(unfolded(text, folds).split())[:LONGEST_QUOTE] for moment, text, folds in found}


def unfolded(text: str, folds: Sequence[Sequence[object]]) -> str:
    """A text without its folded parts."""
    kept, at = [], 0
    for start, end in sorted((int(str(fold[0])), int(str(fold[1]))) for fold in folds):
        kept.append(text[at:start])
        at = max(at, end)
    return "".join([*kept, text[at:]])


def sweep(now: datetime) -> int:
    """Look at all books, one portion after the other; how many matters hang."""
    statistics.look_again()
    return sum(look(part, now) for part in books.books(now))


def take_up(row: Hanging, agent: Agent, now: datetime) -> Opened | Refused:
    """Open the recovery, with a drafted first line where there is a conversation to write in. Twice is once."""
    with transaction.atomic():
        # The book first, as a merge takes them.
        held_book(row.customer)
        held = Hanging.objects.select_for_update(of=("self",)).select_related("customer", "conversation").get(pk=row.pk)
        opened = opening.open_(held.customer, as_sign(held), agent, now)
        if isinstance(opened, Refused):
            return opened
        if not held.attended:
            attend(held, Attended.OPENED, agent, now)
            talk = opening.conversation_of(opened.recovery)
            if talk is not None:
                letters.begin(talk, first_line(held.customer, held, now), agent, now)
    return opened


def as_sign(row: Hanging) -> Found:
    """What it is as a sign of a recovery."""
    failure = "delivery" if row.order else "other"
    return Found(
        f"sweep:{row.key}",
        matters.SWEEP,
        row.at,
        matters.SERIOUS,
        failure,
        row.moment,
        row.quote,
        row.conversation_id or 0,
        row.order,
    )


def put_aside(row: Hanging, reason: str, agent: Agent, now: datetime) -> Refused | None:
    """Say that nothing is to be done about it, and why."""
    said = " ".join(reason.split())
    if not said:
        return Refused(_("Say in a sentence why nothing is to be done; a colleague may wonder."), "reason")
    with transaction.atomic():
        held = Hanging.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if not held.attended:
            attend(held, Attended.ASIDE, agent, now, said[:LONGEST_REASON])
    return None


def put_back(row: Hanging, agent: Agent, now: datetime) -> None:
    """Take that back."""
    with transaction.atomic():
        held = Hanging.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if held.attended:
            attend(held, Attended.BACK, agent, now)


def attend(held: Hanging, how: str, agent: Agent, now: datetime, reason: str = "") -> None:
    """Its row, and what projects it. Within a transaction."""
    Attended.objects.create(key=held.key, how=how, agent=agent, at=now, reason=reason)
    held.attended = how != Attended.BACK
    held.save(update_fields=["attended"])
    outbox.append("work", {"topics": ["today", "hanging"]})
