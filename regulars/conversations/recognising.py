"""Letters that an older version took for a machine's: they become what they are, and who waits is seen again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.book.models import Conversation, Moment
from regulars.channels.contract import Inbound
from regulars.conversations import rules
from regulars.conversations.models import Event
from regulars.intake.models import Inbox

BECAUSE = "reread"


@dataclass(frozen=True, slots=True)
class Recognised:
    """Row ids of moments that turned out to be a person's, and of the conversations that are open again for them."""

    moments: tuple[int, ...] = ()
    opened: tuple[int, ...] = ()


def recognise(mails: Mapping[int, Inbound], now: datetime) -> Recognised:
    """Correct those of these mails, by moment, that stand as a machine's and are a person's. Call it in a transaction,
    as the only filer.

    What came in while the desk was at work and nobody answered is open again, however old it is: nobody has seen it.
    Of history only what would have been open when it was brought in. What else only machines had written in is closed.
    """
    ours = list(Inbox.objects.values_list("address", flat=True))
    by_people = [pk for pk, mail in mails.items() if mail.automatic is None or rules.through_our_list(mail, ours)]
    stands = Moment.objects.filter(pk__in=by_people, kind="message", direction=Moment.IN).exclude(automatic="")
    found = list(stands.select_related("conversation").order_by("at", "pk"))
    Moment.objects.filter(pk__in=[one.pk for one in found]).update(automatic="")
    opened = [on.pk for one in found if (on := standing(one)) and settle(on, one, mails[one.pk], now)]
    return Recognised(tuple(one.pk for one in found), tuple(dict.fromkeys(opened)))


def standing(moment: Moment) -> Conversation | None:
    """The conversation that a moment is read in, locked."""
    own = moment.conversation
    return Conversation.objects.select_for_update().get(pk=own.joined_to_id or own.pk) if own else None


def settle(on: Conversation, moment: Moment, mail: Inbound, now: datetime) -> bool:
    """Put one conversation where it belongs now; whether it is open again for this letter."""
    if moment.at >= on.last_at:
        on.last_at, on.preview = moment.at, rules.preview(mail)
    before, on.status = on.status, status_now(on.status, moment, now, waits=waits(on, moment))
    on.save(update_fields=["last_at", "preview", "status"])
    if before != on.status:
        payload = {"before": {"status": before}, "after": {"status": on.status}, "because": BECAUSE}
        kind = "reopened" if on.status == Conversation.OPEN else "closed"
        Event.objects.create(conversation=on, kind=kind, at=now, moment=moment, payload=payload)
    return before != on.status == Conversation.OPEN


def status_now(status: str, moment: Moment, now: datetime, *, waits: bool) -> str:
    """Where a conversation stands with a letter that was overlooked. `waits`: nobody has dealt with it since."""
    if status not in (Conversation.AUTOMATIC, Conversation.CLOSED):
        return status
    if waits and (not moment.history or rules.stays_open(moment.at, now, history=True, answered=False)):
        return Conversation.OPEN
    return Conversation.CLOSED


def waits(on: Conversation, moment: Moment) -> bool:
    """Whether we neither wrote nor closed it since the letter came."""
    members = Conversation.objects.filter(pk=on.pk) | Conversation.objects.filter(joined_to=on.pk)
    ours = Moment.objects.filter(conversation__in=members, direction=Moment.OUT, automatic="", at__gt=moment.at)
    by_hand = Event.objects.filter(conversation__in=members, kind="closed", agent__isnull=False)
    return not ours.exists() and not by_hand.filter(at__gt=moment.recorded_at).exists()


def mails_of(read: Iterable[tuple[int, object]]) -> dict[int, Inbound]:
    """Those among what was read, by moment, that could be."""
    return {moment: mail for moment, mail in read if isinstance(mail, Inbound)}


def topics(opened: Sequence[int]) -> list[str]:
    """Which open pages have something new to show."""
    named = Conversation.objects.filter(pk__in=opened).values_list("public_id", flat=True)
    return ["inbox", *(f"conversation:{one}" for one in named)] if opened else []
