"""What was said on the phone cannot be held back: once it is written down, what contradicts it is found, and they can
be told how it is."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from regulars.base.results import Refused
from regulars.book.eyes import DESK
from regulars.book.models import Moment
from regulars.book.theirs.shown import spoken as language_of
from regulars.conversations.models import Draft
from regulars.conversations.slots import CONCERNING, SAID, TAKEN_BACK
from regulars.engine.rows import marks, rows
from regulars.practices.promises import letters
from regulars.practices.promises.checking.acts import Place, answer, note
from regulars.practices.promises.checking.checks import contradicted, key_of
from regulars.practices.promises.checking.reported import as_said, as_written
from regulars.practices.promises.checking.shown import open_ones
from regulars.practices.promises.models import Answer, Contradiction, Promise
from regulars.staff.models import Agent

CONCERNED = """
select d.id from conversations_draft d where d.id in ({ids}) and (d.kind = 'call' or exists (
    select 1 from promises_contradiction x where x.draft_id = d.id and x.state = 'open' and x.moment_id is not null))
"""


def concerned(drafts: Sequence[int]) -> set[int]:
    """Which of these are calls, or tell them how it is: most mails do neither."""
    return {row[0] for row in rows(CONCERNED.format(ids=marks(drafts)), drafts)}


def said(draft: int, moment: int, now: datetime) -> None:
    """A call was written down: note what in it is not so. Or the mail has gone that tells them how it is."""
    row = Draft.objects.select_related("agent").get(pk=draft)
    if row.kind == Draft.CALL:
        note_all(row, moment, now)
        return
    for told in Contradiction.objects.filter(draft=draft, state=Contradiction.OPEN, moment__isnull=False):
        answer(told, Answer.TOLD, row.agent, now)


def note_all(row: Draft, moment: int, now: datetime) -> None:
    """What in the words of a call is contradicted, but by what was promised in it."""
    call = Moment.objects.select_related("customer", "conversation", "agent").get(pk=moment)
    own = {f"promise:{one}" for one in Promise.objects.filter(moment=call).values_list("public_id", flat=True)}
    place = Place(call.customer, call.conversation, moment=call, agent=call.agent)
    inbox = call.conversation.inbox_id if call.conversation else None
    for found in contradicted(as_said(row.text), call.customer, row.agent, call.at, inbox):
        one = as_written(found, row.text)
        if one.ref not in own:
            note(one, key_of(call.customer, one), place, Contradiction.SPOKEN, now)


def taken_back(draft: int, moment: int, now: datetime) -> None:
    """Nobody has said it any more. What is written down anew is looked at anew, so nothing of it is kept."""
    Contradiction.objects.filter(moment=moment, state=Contradiction.OPEN).delete()


def tell_them(row: Contradiction, agent: Agent, now: datetime) -> Draft | Refused:
    """A draft that tells them how it is, in their language; once it is sent, the contradiction is settled."""
    draft = letters.draft_to(row.customer, row.conversation, _("What we told you"), text_of(row), agent, now)
    if isinstance(draft, Draft):
        Contradiction.objects.filter(pk=row.pk, state=Contradiction.OPEN).update(draft=draft)
    return draft


def text_of(row: Contradiction) -> str:
    """What the draft says."""
    with override(language_of(row.customer.language) or "en"):
        shown = next(iter(open_ones("x.id = %s", [row.pk], DESK, 1)), None)
        parts = {"quote": as_said(row.quote).strip(), "holds": shown.holds if shown else row.holds}
        return "\n\n".join(
            (
                letters.addressed(row.customer),
                _("we told you: “%(quote)s”") % parts,
                _("That was wrong, and we are sorry. It is so: %(holds)s.") % parts,
                _("If you have counted on it already, please tell us, and we look for a way."),
            )
        )


SAID.offer("contradictions", said)
CONCERNING.offer("contradictions", concerned)
TAKEN_BACK.offer("contradictions", taken_back)
