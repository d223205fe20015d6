"""A mail of ours came back: which one, what is said of it, who hears of it. A bounce never causes mail."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from regulars.book.models import Identity, Moment
from regulars.conversations.models import Outgoing, Undeliverable
from regulars.conversations.sending import reasons, recipients
from regulars.conversations.sending.background import members
from regulars.conversations.sending.outcomes import change, locked
from regulars.conversations.sending.telling import tell, warn

# Servers give up after four or five days; a person may have been asked meanwhile.
LONGEST_BACK = timedelta(days=14)
LEFT = (Outgoing.SENT, Outgoing.UNSURE, Outgoing.SENDING)


def returned(moment_id: int, now: datetime) -> None:
    """Take in what a bounce says. One that is only delayed is still under way; it stands in the stream."""
    moment = Moment.objects.filter(pk=moment_id, kind="bounce").first()
    if moment is None or moment.history or moment.payload.get("delayed"):
        return
    with transaction.atomic():
        mail = mail_of(moment, now)
        if mail is None:
            return
        said, address = said_of(mail, moment), address_of(mail, moment)
        each = recipients.returned(everybody(mail), mail.by_recipient, address, words_of(moment))
        change(mail, by_recipient=each)
        if mail.state in LEFT and not recipients.any_in(each, recipients.WAITING):
            change(mail, state=Outgoing.BOUNCED, settled_at=now, answer=said)
        elif mail.state == Outgoing.UNSURE:
            # It did leave, then; whom the server did not take at first still waits.
            change(mail, state=Outgoing.QUEUED, send_at=now)
        # A bounce is anybody's word: it marks only whom this mail went to.
        if address in everybody(mail):
            mark(address, moment, now)
        warn(mail, "bounced", said, now)
        tell(mail)


def mail_of(moment: Moment, now: datetime) -> Outgoing | None:
    """The mail that came back: by the id in the returned header, else the last one of this conversation that went to
    who did not get it. What nobody sent from here marks nothing, or anybody could have any address marked."""
    recipient = str(moment.payload.get("recipient", ""))
    if message_id := moment.payload.get("message_id"):
        found = locked().filter(message_id=message_id).first()
        if found is not None:
            return found
    if moment.conversation is None or not recipient:
        return None
    there = locked().filter(conversation__in=members(moment.conversation), queued_at__gt=now - LONGEST_BACK)
    return next((one for one in there.filter(state__in=LEFT).order_by("-pk") if recipient in everybody(one)), None)


def everybody(mail: Outgoing) -> list[str]:
    """Everybody it went to."""
    return [email for _, email in (*mail.to, *mail.cc, *mail.bcc)]


def said_of(mail: Outgoing, moment: Moment) -> str:
    """The other server's words; of one among several, with the address."""
    said = words_of(moment)
    return said if len(everybody(mail)) == 1 else f"{moment.payload.get('recipient', '')}: {said}"


def words_of(moment: Moment) -> str:
    """The other server's words, with its code."""
    status, words = str(moment.payload.get("status", "")), str(moment.payload.get("diagnostic", ""))
    return words if status in words else f"{status} {words}".strip()


def address_of(mail: Outgoing, moment: Moment) -> str:
    """Which of its addresses it came back from. Who has mail sent on is named by where that led to."""
    named, known = str(moment.payload.get("recipient", "")), everybody(mail)
    return known[0] if named not in known and len(known) == 1 else named


def mark(address: str, moment: Moment, now: datetime) -> None:
    """Remember that mail to this address comes back."""
    status, words = str(moment.payload.get("status", ""))[:12], str(moment.payload.get("diagnostic", ""))
    columns = {"hard": bool(moment.payload.get("hard")), "status": status, "words": words[:300], "at": now}
    Undeliverable.objects.update_or_create(address=address[:320], defaults=columns)


def undeliverable(addresses: Collection[str]) -> dict[str, str]:
    """Of these addresses, those to which writing is of no use, each with the reason in words: the last mail came back
    for good, and nothing was heard from there since."""
    marked = {row.address: row for row in Undeliverable.objects.filter(address__in=list(addresses), hard=True)}
    if not marked:
        return {}
    heard = Identity.objects.filter(kind="email", value__in=list(marked)).values_list("value", "last_seen")
    alive = {value for value, last in heard if last > marked[value].at}
    return {
        address: reasons.in_words(row.status, row.words) or row.words
        for address, row in marked.items()
        if address not in alive
    }


def forgive(mail: Outgoing) -> None:
    """A person wants it tried again: what is known against its addresses is forgotten."""
    Undeliverable.objects.filter(Q(address__in=everybody(mail))).delete()
