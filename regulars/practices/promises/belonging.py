"""Promises when books are merged, and when a customer leaves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.book.eyes import Eyes
from regulars.book.leaving.reducing import Reducing, staff
from regulars.book.leaving.slots import LEAVING, SORTS, Count, Leaving, Part, Sort
from regulars.book.leaving.whose import Whose
from regulars.book.merging.belongings import MOMENT, Belonging, declare
from regulars.book.merging.kinds import writers_of
from regulars.book.models import Moment
from regulars.engine.personal import emptied
from regulars.practices.promises.models import Evidence, Holding, Outcome, PassedOver, Promise, Sign
from regulars.practices.promises.words import STATES

STAYS = _("That something was promised, and whether it was kept in time, stays for the figures; what it was, goes.")
CODES = {"state": STATES, "kind": STATES}


def words(row: Promise, eyes: Eyes) -> str:
    """What was promised, unless it was said in an inbox that is kept from them."""
    return "" if not eyes.may_see(row.conversation) else row.what


def told(row: Promise) -> Sequence[tuple[str, int]]:
    """The moments that tell of it."""
    theirs = Moment.objects.filter(customer=row.customer_id, kind__startswith="promise.").exclude(kind="message")
    found = theirs.filter(payload__promise=row.public_id).order_by("pk").values_list("pk", flat=True)
    return [(MOMENT, pk) for pk in found]


def authors(promises: Sequence[int]) -> Mapping[int, set[int]]:
    """Who wrote in the conversations in which these were made."""
    of = dict(Promise.objects.filter(pk__in=promises).exclude(conversation=None).values_list("pk", "conversation"))
    wrote = writers_of(list(set(of.values())))
    return {row: wrote[on] for row, on in of.items() if on in wrote}


def counts(of: Whose) -> list[Count]:
    """How many there are."""
    return [Count("promises", Promise.objects.filter(customer__in=of.ids).count())]


def erase(of: Whose, now: datetime) -> Iterable[str]:
    """Empty their words, and delete the files that show them; gives back the digests of those."""
    theirs = Promise.objects.filter(customer__in=of.ids)
    shown = Evidence.objects.filter(promise__in=theirs)
    files = list(shown.values_list("sha256", flat=True))
    shown.delete()
    Sign.objects.filter(promise__in=theirs).delete()
    PassedOver.objects.filter(moment__customer__in=of.ids).delete()
    Outcome.objects.filter(promise__in=theirs).update(**emptied("promises.Outcome"))
    Holding.objects.filter(promise__in=theirs).update(**emptied("promises.Holding"))
    # Nobody is left to whom they could be kept or broken.
    theirs.filter(state=Promise.OPEN).update(said_at=None)
    theirs.update(**emptied("promises.Promise"))
    return files


def parts(of: Whose, reducing: Reducing) -> Sequence[Part]:
    """What was promised to them, and how it ended."""
    return [Part("promises", _("What we promised you"), lambda: exported(of, reducing), CODES)]


def exported(of: Whose, reducing: Reducing) -> Iterator[dict[str, Any]]:
    """One row for each promise that was said to them; `denied` is when they said that it did not happen."""
    found = Promise.objects.filter(customer__in=of.ids, said_at__isnull=False).select_related("agent")
    for one in found.order_by("pk").prefetch_related("outcomes", "denials").iterator(500):
        yield {
            "at": one.said_at,
            "by": staff(one.agent.name),
            "what": reducing.text(one.what),
            "words": reducing.text(one.quote),
            "due": one.due_at,
            "state": one.state,
            "outcomes": [{"at": end.at, "kind": end.kind, "words": reducing.text(end.words)} for end in ended(one)],
            "denied": sorted(no.at for no in one.denials.all()),
        }


def ended(promise: Promise) -> list[Outcome]:
    """Its outcomes in order, as they were fetched."""
    return sorted(promise.outcomes.all(), key=lambda one: (one.at, one.pk))


declare(
    (
        Belonging(
            "promise",
            _("Promise"),
            _("Promises"),
            Promise,
            words,
            "at",
            movable=True,
            along=told,
            authors=authors,
        ),
    )
)
SORTS.offer("promises", Sort(_("Promises made to them"), STAYS))
LEAVING.offer("promises", Leaving(parts, counts, erase))
