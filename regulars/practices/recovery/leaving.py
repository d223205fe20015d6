"""What recoveries hold of a customer who leaves, and how it is emptied."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from regulars.book.leaving.reducing import Reducing, staff
from regulars.book.leaving.slots import LEAVING, SORTS, Count, Leaving, Part, Sort
from regulars.book.leaving.whose import Whose
from regulars.engine.personal import emptied
from regulars.practices.recovery import course
from regulars.practices.recovery.models import Attended, Coding, Ending, Hanging, Holder, Recovery, Sign, Step
from regulars.practices.recovery.words import ENDINGS, FAILURES, SEVERITIES, STEPS

STAYS = _("That something went wrong, how grave it was and what was done stays for the figures; all words go.")
AT_ONCE = 200
OUTCOMES = {
    course.DONE: _("done"),
    course.BEGUN: _("begun"),
    course.FAILED: _("did not help"),
    course.PASSED: _("passed over"),
    course.UNDONE: _("taken back"),
}
CODES = {"failure": FAILURES, "severity": SEVERITIES, "step": STEPS, "ending": ENDINGS, "outcome": OUTCOMES}
WORDS = (Sign, Coding, Holder, Ending, Step)


def theirs(of: Whose) -> QuerySet[Recovery]:
    """All of their books."""
    return Recovery.objects.filter(customer__in=of.ids)


def counts(of: Whose) -> list[Count]:
    """How many there are."""
    return [Count("recoveries", theirs(of).count())]


def erase(of: Whose, now: datetime) -> Iterable[str]:
    """Empty the words. What was open has ended: nobody can be asked any more whether they are well."""
    for model in WORDS:
        model._default_manager.filter(recovery__customer__in=of.ids).update(**emptied(model._meta.label))
    left = Hanging.objects.filter(customer__in=of.ids)
    Attended.objects.filter(key__in=list(left.values_list("key", flat=True))).update(reason="")
    left.delete()
    for one in theirs(of).filter(ended_at=None):
        Ending.objects.create(recovery=one, how=course.LEFT, at=now)
        Recovery.objects.filter(pk=one.pk).update(ending=course.LEFT, ended_at=now)
    return ()


def parts(of: Whose, reducing: Reducing) -> Sequence[Part]:
    """What went wrong, and what we did."""
    return [
        Part("recoveries", _("What went wrong, and what we did to make it good"), lambda: told(of, reducing), CODES)
    ]


def told(of: Whose, reducing: Reducing) -> Iterator[dict[str, object]]:
    """Each with their words and the steps."""
    rows = theirs(of).order_by("opened_at").prefetch_related("signs", "codings", "steps__agent", "endings")
    for one in rows.iterator(AT_ONCE):
        yield {
            "opened_at": one.opened_at,
            "failure": one.failure,
            "severity": one.severity,
            "your_words": [reducing.text(sign.quote) for sign in one.signs.all() if sign.quote],
            "what_you_need": [reducing.text(coding.need) for coding in one.codings.all() if coding.need],
            "steps": [step(row, reducing) for row in one.steps.all()],
            "ending": one.ending,
            "ended_at": one.ended_at,
        }


def step(row: Step, reducing: Reducing) -> dict[str, object]:
    """One act."""
    said = reducing.text(row.words or row.reason)
    return {
        "at": row.at,
        "step": row.name,
        "outcome": row.outcome,
        "words": said,
        "by": staff(row.agent.name) if row.agent else "",
    }


SORTS.offer("recoveries", Sort(_("Recoveries"), STAYS))
LEAVING.offer("recoveries", Leaving(parts, counts, erase))
