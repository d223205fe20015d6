"""What we write to a customer about a promise: drafts in their language, which a person reads before they go."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from regulars.base.fields import first_name
from regulars.base.ids import public_id
from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.models import Conversation, Customer, Identity, Moment
from regulars.book.theirs.shown import spoken
from regulars.channels.contract import Address
from regulars.conversations.drafts.acts import Clash, Over, Place, live, root_id, save
from regulars.conversations.drafts.editors import answering
from regulars.conversations.drafts.rules import Save, Written
from regulars.conversations.models import Draft
from regulars.practices.promises import words
from regulars.practices.promises.models import Promise
from regulars.staff.models import Agent


def addressed(customer: Customer) -> str:
    """How a mail to them begins."""
    name = customer.greeting or first_name(customer.name)
    return _("Hello %(name)s,") % {"name": name} if name else _("Hello,")


def until_theirs(due: LocalTime, means: str) -> str:
    """A due time in words, on their clock."""
    with timezone.override(due.zone):
        return words.until(due.wall.isoformat(), due.zone, means, due.utc())


def receipt(promise: Promise, due: LocalTime | None, link: str) -> str:
    """What we promised, in writing, in their language; behind the link they see how it stands."""
    with override(spoken(promise.customer.language) or "en"):
        said = {"what": promise.what, "until": until_theirs(due, promise.due_means) if due else ""}
        line = _("we promised you: %(what)s, %(until)s.") if due else _("we promised you: %(what)s.")
        return "\n\n".join(
            (
                addressed(promise.customer),
                line % said,
                _("Please keep this mail. Whoever of us you ask will stand by it."),
                _("Here you see at any time how it stands, and can tell us if it did not happen:") + f"\n{link}",
            )
        )


def late(promise: Promise, due: LocalTime, means: str) -> str:
    """That it will take longer, said before it is late, in their language."""
    with override(spoken(promise.customer.language) or "en"):
        said = {"what": promise.what, "until": until_theirs(due, means)}
        return "\n\n".join(
            (
                addressed(promise.customer),
                _("we promised you: %(what)s. We will not make it by then, and we are sorry.") % said,
                _("It will be so %(until)s. If that is too late for you, please tell us, and we look for another way.")
                % said,
            )
        )


def draft_of(promise: Promise, text: str, agent: Agent, now: datetime) -> Draft | Refused:
    """A draft of that text where the promise was made."""
    return draft_to(promise.customer, promise.conversation, promise.what[:100], text, agent, now)


def draft_to(
    customer: Customer, on: Conversation | None, about: str, text: str, agent: Agent, now: datetime
) -> Draft | Refused:
    """A draft of that text in a conversation, on top of what is being written there; without one, a draft that begins
    one `about` something."""
    there = live(agent, root_id(on.pk) or on.pk, Draft.REPLY) if on else None
    to = writer_of(on, customer)
    if to is None:
        return Refused(_("No mail address of theirs is known. Tell them by phone, and note that you did."))
    if there is not None:
        whole = "\n\n".join(part for part in (text, there.text) if part)
        place = Place(there.public_id, Draft.REPLY, there.conversation_id, there.inbox_id, there.seen)
        kept = save(agent, place, Save(written(there, to, whole), there.version), now)
    else:
        subject = answering(on.subject) if on else about
        place = Place(public_id(), Draft.REPLY, on.pk if on else None, on.inbox_id if on else None, newest(on))
        kept = save(agent, place, Save(Written(text, subject, (to,))), now)
    if isinstance(kept, Clash | Over):
        return Refused(_("You are writing there in another window. Send or leave that first."))
    return kept


def written(draft: Draft, to: Address, text: str) -> Written:
    """What stands in a draft, with another text, and with whom it goes to where nobody stood there."""
    to_, cc, bcc = (tuple(Address(name, email) for name, email in kept) for kept in (draft.to, draft.cc, draft.bcc))
    return Written(text, draft.subject, to_ or (to,), cc, bcc)


def newest(on: Conversation | None) -> int:
    """The row id of the newest moment there: its writer comes from a page that shows it."""
    found = Moment.objects.filter(conversation=on).order_by("-pk").values_list("pk", flat=True).first() if on else None
    return found or 0


def writer_of(on: Conversation | None, customer: Customer) -> Address | None:
    """Whom it goes to: who wrote last in the conversation, else their newest verified address."""
    if on is not None:
        said = Moment.objects.filter(conversation=on, direction=Moment.IN, automatic="", author__kind="email")
        last = said.order_by("-at", "-pk").select_related("author").first()
        if last is not None and last.author is not None:
            return Address(customer.name, last.author.value)
    known = Identity.objects.filter(customer=customer, kind="email", verified_at__isnull=False)
    mine = known.order_by("-last_seen").first()
    return Address(customer.name, mine.value) if mine else None
