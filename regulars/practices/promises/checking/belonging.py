"""Contradictions when books are merged, and when a customer leaves."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.book.eyes import Eyes
from regulars.book.leaving.reducing import Reducing, staff
from regulars.book.leaving.slots import LEAVING, SORTS, Count, Leaving, Part, Sort
from regulars.book.leaving.whose import Whose
from regulars.book.merging.belongings import Belonging, declare
from regulars.engine.personal import CODE, ID, TIME, emptied, goes, shell, stays
from regulars.gestures.models import Sending
from regulars.gestures.webhooks import queueing
from regulars.practices.promises.checking.asking import ASKER
from regulars.practices.promises.checking.words import ANSWERS
from regulars.practices.promises.models import Answer, Contradiction, NoPromise

CODES = {"state": {Contradiction.OPEN: _("open"), **ANSWERS}}
STAYS = _("That something we said was not so, and what was done about it, stays for the figures; the words go.")

shell(
    "promises.Contradiction",
    {"quote": "", "holds": ""},
    public_id=ID,
    sort=CODE,
    key=ID,
    concerns=ID,
    said_local=TIME,
    said_zone=TIME,
    holds_local=TIME,
    holds_zone=TIME,
    found=CODE,
    state=CODE,
)
shell("promises.Answer", {"reason": ""}, kind=CODE, currency=CODE)
goes("promises.NoPromise")
stays("what holds for every customer", "promises.Term")


def words(row: Contradiction, eyes: Eyes) -> str:
    """What was said, unless it was said in an inbox that is kept from them."""
    return "" if not eyes.may_see(row.conversation) else row.quote


def counts(of: Whose) -> list[Count]:
    """How many there are."""
    return [Count("contradictions", Contradiction.objects.filter(customer__in=of.ids).count())]


def erase(of: Whose, now: datetime) -> Iterable[str]:
    """Empty their words. No file shows them."""
    theirs = Contradiction.objects.filter(customer__in=of.ids)
    NoPromise.objects.filter(draft__conversation__customer__in=of.ids).delete()
    asked = Sending.objects.filter(asker=ASKER, about__in=list(theirs.values_list("public_id", flat=True)))
    queueing.stop(asked, now)
    asked.update(**emptied("gestures.Sending"))
    Answer.objects.filter(contradiction__in=theirs).update(**emptied("promises.Answer"))
    # Nobody is left who counts on what was said.
    theirs.filter(state__in=(Contradiction.OPEN, Answer.ASKED)).update(state=Answer.MISTAKEN)
    theirs.update(**emptied("promises.Contradiction"))
    return ()


def parts(of: Whose, reducing: Reducing) -> Sequence[Part]:
    """What was told to them that was not so."""
    return [Part("contradictions", _("What we told you that was not so"), lambda: exported(of, reducing), CODES)]


def exported(of: Whose, reducing: Reducing) -> Iterator[dict[str, Any]]:
    """One row for each."""
    found = Contradiction.objects.filter(customer__in=of.ids).select_related("agent").order_by("pk")
    for one in found.iterator(500):
        yield {
            "at": one.at,
            "by": staff(one.agent.name) if one.agent else "",
            "words": reducing.text(one.quote),
            "said": one.said_local,
            "on_record": one.holds_local,
            "state": one.state,
        }


declare((Belonging("contradiction", _("Contradiction"), _("Contradictions"), Contradiction, words, "at"),))
SORTS.offer("contradictions", Sort(_("What we said that was not so"), STAYS))
LEAVING.offer("contradictions", Leaving(parts, counts, erase))
