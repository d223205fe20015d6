"""What an editor says to what came of a try to send or keep."""

from django.utils.translation import gettext as _

from regulars.book.eyes import Eyes
from regulars.book.stream import Line
from regulars.conversations import stream
from regulars.conversations.drafts.acts import Clash, Over
from regulars.conversations.drafts.dispatch import Answered, Doubtful, Faulty, HeldBack, Stopped
from regulars.conversations.drafts.sheets import Sheet
from regulars.conversations.models import Outgoing
from regulars.conversations.notes.acts import Noted
from regulars.conversations.pages.spread import Turn
from regulars.intake import sending


def soon(outgoing: Outgoing) -> str:
    """What becomes of a mail that was just sent."""
    if sending.stops_of(outgoing.inbox_id):
        return _("Held: %(inbox)s sends nothing until somebody lets it go.") % {"inbox": outgoing.inbox}
    return _("Goes out in a moment.")


def noted(answer: Noted) -> str:
    """What is said of a note or a call: who heard of it, and who could not."""
    said = [_("Written down.")]
    if answer.told:
        said.append(_("Told: %(names)s.") % {"names": ", ".join(answer.told)})
    if answer.kept_from:
        said.append(
            _("Not told, since this inbox is not open to them: %(names)s.") % {"names": ", ".join(answer.kept_from)}
        )
    return " ".join(said)


def news_of(answer: Answered, read: Sheet, eyes: Eyes) -> tuple[Line, ...]:
    """What stopped it."""
    if not isinstance(answer, Stopped) or answer.draft.conversation is None:
        return ()
    return tuple(stream.since(stream.members(answer.draft.conversation), read.passed.moment, eyes))


def turn_of(read: Sheet, answer: Answered | Clash | Over, news: tuple[Line, ...] = ()) -> Turn:
    """What the editor says to it."""
    kind, text = read.place.kind, read.save.written.text
    match answer:
        case Stopped():
            return Turn(kind, stopped=True, news=news, status=409)
        case Faulty(_, faults):
            return Turn(kind, faults, status=422)
        case Doubtful(_, doubts):
            return Turn(kind, doubts=doubts, status=409)
        case HeldBack(_, concerns):
            return Turn(kind, concerns=concerns, status=409)
        case Clash(kept):
            return Turn(kind, clash=kept, status=409)
        case Over(ended):
            return Turn(over=True, left="" if text == ended.text else text, status=409)
        case _:
            raise TypeError(f"{answer!r} is sent")
