"""What comes in while mail is on its way: bounces, and a customer's answer before a mail that was meant for later."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.conversations.models import Outgoing
from regulars.conversations.sending import queueing, rules
from regulars.conversations.sending.outcomes import change, locked
from regulars.conversations.sending.telling import tell, warn
from regulars.engine import jobs
from regulars.engine.jobs import Wanted
from regulars.engine.outbox import Entry, consumer
from regulars.engine.rows import marks, rows

RETURNED, NEWS = "mail.returned", "mail.news"
WAITING = """
select distinct o.id from conversations_outgoing o
join book_conversation v on v.id = o.conversation_id
join book_moment m on m.conversation_id in (v.id, v.joined_to_id)
where o.state = 'held' and o.held_for = '' and m.id in ({ids}) and m.direction = 'in' and m.automatic = ''
"""


@consumer("sending.arrivals")
def follow(entries: Sequence[Entry]) -> None:
    """Ask for a look at what a new moment may change."""
    moments = [entry.payload for entry in entries if entry.kind == "moment"]
    bounces = [one["id"] for one in moments if one["kind"] == "bounce"]
    wanted = [Wanted(RETURNED, {"moment": pk}, key=f"{RETURNED}:{pk}") for pk in bounces]
    messages = [one["id"] for one in moments if one["kind"] == "message"]
    if messages and Outgoing.objects.filter(state=Outgoing.HELD, held_for="").exists():
        found = rows(WAITING.format(ids=marks(messages)), messages)
        wanted += [Wanted(NEWS, {"outgoing": pk}, key=f"{NEWS}:{pk}") for (pk,) in found]
    jobs.enqueue_many(wanted)


def hold_for_news(pk: int, now: datetime) -> None:
    """Hold a mail that was meant for later, since its customer has written; its writer decides."""
    with transaction.atomic():
        mail = locked().filter(pk=pk, state=Outgoing.HELD, held_for="", let_go_at=None).first()
        if mail is None or not queueing.news(mail):
            return
        change(mail, held_for=rules.NEWS)
        warn(mail, "held", _("A new message came before your mail was due."), now)
        tell(mail)
