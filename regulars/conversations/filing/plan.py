"""What one mail becomes: decided against what is known, written on the sheet, nothing sent to the database."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from regulars.book.models import Arrival, Conversation, Customer, Identity
from regulars.channels.contract import Address, Unreadable
from regulars.conversations import rules
from regulars.conversations.filing import claims, rows, sharing
from regulars.conversations.filing.known import FORM, Known, Seen
from regulars.conversations.filing.sheet import Arrived, Sheet
from regulars.conversations.filing.sides import Mail, readable
from regulars.conversations.models import Link, MailId
from regulars.intake.models import Delivery

SAME_ID = "same message id"
# An id that was met in so many places is no evidence of anything: some programs give one to all their mail.
CROWDED = 40


def plan(delivery: Delivery, arrived: Arrived, known: Known, sheet: Sheet, now: datetime) -> None:
    """Decide what becomes of one delivery."""
    content = arrived.mail
    delivery.fingerprint = content.fingerprint
    if (delivery.inbox_id, content.fingerprint) in known.filed:
        sheet.settle(delivery, Delivery.DUPLICATE)
    elif moment := known.content.get(content.fingerprint):
        file_copy(delivery, moment, known, sheet)
    elif isinstance(content, Unreadable):
        hold(delivery, content.cause, content.detail, known, sheet)
    elif moment := known.came_back(content):
        known.content[content.fingerprint] = moment
        file_copy(delivery, moment, known, sheet)
    elif content.sender is None:
        hold(delivery, "no_sender", "It does not say who sent it.", known, sheet)
    else:
        file_mail(readable(delivery, arrived.files, content, content.sender, known, now), known, sheet)


def hold(delivery: Delivery, cause: str, detail: str, known: Known, sheet: Sheet) -> None:
    """Put it into quarantine, once: the same content in the same inbox again is a duplicate there, too."""
    copy = (delivery.inbox_id, delivery.fingerprint)
    if copy in known.held:
        sheet.settle(delivery, Delivery.DUPLICATE)
        return
    sheet.settle(delivery, Delivery.QUARANTINED, cause, detail)
    if delivery.fingerprint:
        known.held.add(copy)


def file_copy(delivery: Delivery, moment: int, known: Known, sheet: Sheet) -> None:
    """A mail that is in a book already came through another inbox too: the same moment, one more arrival."""
    sheet.put(Arrival, delivery_id=delivery.pk, moment_id=moment)
    sheet.settle(delivery, Delivery.FILED)
    known.filed.add((delivery.inbox_id, delivery.fingerprint))


def file_mail(mail: Mail, known: Known, sheet: Sheet) -> None:
    """Put a mail into the conversation where it belongs, with all the rows that this takes."""
    placement = bounced_from(mail, known) or rules.place(evidence_for(mail, known), known.threads, carriers(mail))
    author = None if mail.outgoing else author_of(mail, placement, known, sheet)
    if placement.joins is None:
        conversation = open_conversation(mail, author, known, sheet)
        suggest(mail, conversation, placement, known, sheet)
    else:
        conversation = known.conversations[placement.joins]
        go_on(mail, conversation, sheet)
    moment = rows.moment(mail, conversation, author, sheet)
    rows.message(mail, moment, remarks(mail, known), sheet)
    take_part(mail, conversation, known, sheet)
    remember_ids(mail, conversation.pk, moment, known, sheet)
    known.content[mail.content.fingerprint] = moment
    known.filed.add((mail.delivery.inbox_id, mail.content.fingerprint))
    sheet.settle(mail.delivery, Delivery.FILED)


def carriers(mail: Mail) -> frozenset[str]:
    """Who can carry it into a conversation: its sender, or whom a mail of ours goes to. A claim carries nothing."""
    if mail.claimed:
        return frozenset()
    return (
        frozenset((mail.them.email, *(one.email for one in mail.others)))
        if mail.outgoing
        else frozenset((mail.sender.email,))
    )


def places(mail: Mail, known: Known, named: str) -> list[Seen]:
    """Where an id was met."""
    return known.ids.get(rules.digest(named), [])


def evidence_for(mail: Mail, known: Known) -> list[rules.Evidence]:
    """All that says where a mail belongs, strongest first.

    Source: docs/decisions/0006-threading.md.
    """
    content = mail.content
    hints = rules.signed_hints(content, settings.SECRET_KEY, known.is_ours)
    # A subject and an address that several people have is too little; what mail programs write by themselves is not.
    weak = not known.is_shared(mail.sender.email)
    tags = [("subject tag", tag) for tag in rules.subject_tags(content.subject) if weak]
    found = [rules.Evidence(kind, known.hints[name]) for kind, name in hints if name in known.hints]
    first, named = content.in_reply_to, rules.named_ids(content)
    for one in named:
        kind = "in-reply-to" if one in first else "references"
        found += [rules.Evidence(kind, seen.conversation) for seen in places(mail, known, one) if seen.own]
    for one in (content.message_id, *named):
        found += [rules.Evidence(SAME_ID, seen.conversation) for seen in places(mail, known, one) if not seen.own]
    found += [
        rules.Evidence(SAME_ID, seen.conversation) for seen in places(mail, known, content.message_id) if seen.own
    ]
    found += [rules.Evidence(kind, known.hints[name]) for kind, name in tags if name in known.hints]
    return sorted(found, key=lambda piece: piece.kind != "reply address")


def bounced_from(mail: Mail, known: Known) -> rules.Placement | None:
    """A bounce belongs where the mail that bounced is, if that was ours and went to the one who did not get it."""
    bounce = mail.content.bounce
    if bounce is None or not bounce.message_id:
        return None
    for seen in places(mail, known, bounce.message_id):
        if seen.outgoing and seen.own and bounce.recipient in known.threads[seen.conversation].people:
            return rules.Placement(joins=seen.conversation, evidence="bounce")
    return None


def remarks(mail: Mail, known: Known) -> list[str]:
    """What a reader should know of how a mail was filed."""
    reused = any(seen.own for seen in places(mail, known, mail.content.message_id))
    said = {
        rows.REUSED_ID: reused,
        rows.CLAIMED: mail.claimed,
        rows.SHARED: mail.by_person and known.is_shared(mail.sender.email),
    }
    return [remark for remark, holds in said.items() if holds]


def author_of(mail: Mail, placement: rules.Placement, known: Known, sheet: Sheet) -> Identity | None:
    """Who wrote it, made known on their first mail. A machine's notice on a known conversation makes nobody known."""
    if mail.claimed:
        return claims.claimant(mail, known, sheet)
    if placement.joins is not None:
        claims.prove(mail, known.conversations[placement.joins].customer_id, known, sheet)
    if not mail.by_person and placement.joins is not None and mail.sender.email not in known.identities:
        return None
    return acquaint(mail.sender, mail, known, sheet)


def acquaint(address: Address, mail: Mail, known: Known, sheet: Sheet) -> Identity:
    """The identity behind an address; a new one comes with a new customer and an empty book. Of an address that
    several people write from, the one of whom is named."""
    identity = known.identities.get(address.email)
    if identity is None:
        customer = Customer(pk=sheet.next_id(Customer), name=address.name[:200], created_at=mail.now)
        sheet.add(customer)
        identity = rows.identity(address, customer, mail.at, sheet)
        known.learn_identity(identity)
    elif identity.shared:
        return sharing.who(address, identity, mail, known, sheet)
    elif not identity.customer.name and address.name:
        identity.customer.name = address.name[:200]
        sheet.seen[identity.customer_id] = identity.customer
    return identity


def open_conversation(mail: Mail, author: Identity | None, known: Known, sheet: Sheet) -> Conversation:
    """A new matter with whoever it is with."""
    them = author if author and mail.claimed else acquaint(mail.them, mail, known, sheet)
    customer = them.customer
    shared = known.is_shared(mail.them.email)
    is_spam = customer.pk in known.spammers and known.is_one_persons(mail.them.email)
    conversation = rows.conversation(mail, customer, sheet, is_spam=is_spam)
    known.learn_thread(conversation, {mail.them.email, *known.addresses.get(customer.pk, ())})
    if shared or mail.claimed:
        # It may come to be in a book whose address this is not, or not yet: answers from it still find it.
        rows.participant(conversation, mail.them, FORM if mail.claimed else "from", sheet)
    return conversation


def go_on(mail: Mail, conversation: Conversation, sheet: Sheet) -> None:
    """A known conversation goes on. What a machine sends changes nothing about it; a person's answer reopens it, and
    wakes it. Spam stays what somebody said it is."""
    if not mail.by_person:
        return
    newest = mail.at >= conversation.last_at
    before, slept = conversation.status, conversation.snoozed_until
    if newest:
        conversation.last_at = mail.at
        conversation.preview = rules.preview(mail.content)
    if before != Conversation.SPAM and ((mail.delivery.history and newest) or before == Conversation.AUTOMATIC):
        conversation.status = rows.status_of(mail)
    elif before != Conversation.SPAM and not mail.delivery.history and not mail.outgoing:
        conversation.status = Conversation.OPEN
    if before != Conversation.OPEN and conversation.status == Conversation.OPEN and not mail.delivery.history:
        rows.taken_up(conversation, before, slept, mail.now, sheet)
    sheet.touched[conversation.pk] = conversation


def suggest(mail: Mail, conversation: Conversation, placement: rules.Placement, known: Known, sheet: Sheet) -> None:
    """Say what a new conversation may belong to; a person settles it."""
    key = (conversation.customer_id, conversation.subject_key)
    other, kind, evidence = placement.stranger_on, Link.STRANGER, placement.evidence
    alone = mail.by_person and known.is_one_persons(mail.them.email)
    if other is None and conversation.subject_key and alone:
        other, kind, evidence = known.by_subject.get(key), Link.CONTINUATION, "same subject"
    known.by_subject[key] = conversation.pk
    if other is None:
        return
    if kind == Link.STRANGER:
        known.learn_thread(conversation, ())
        known.threads[conversation.pk] = rules.Thread(
            conversation.pk, known.threads[conversation.pk].people, split_from=other
        )
    rows.link(conversation, other, kind, evidence, mail.now, sheet)


def recipients(mail: Mail) -> Iterable[tuple[Address, str]]:
    """Who a mail went to, and as what. Those of a circular are on nothing together."""
    if not mail.circular:
        yield from ((one, "to") for one in mail.content.to)
        yield from ((one, "cc") for one in mail.content.cc)


def take_part(mail: Mail, conversation: Conversation, known: Known, sheet: Sheet) -> None:
    """Add those who are new on the conversation: its customer needs no row, and a bounce brings nobody in."""
    if mail.content.bounce:
        return
    new = {one.email: (one, role) for one, role in recipients(mail) if not known.is_ours(one.email)}
    for email in new.keys() - known.threads[conversation.pk].people:
        rows.participant(conversation, *new[email], sheet)
    known.learn_thread(conversation, new)


def remember_ids(mail: Mail, conversation: int, moment: int, known: Known, sheet: Sheet) -> None:
    """Keep its own id, and those it names that nobody has seen: the mail that bears them may come later."""
    own = rules.digest(mail.content.message_id)
    unseen = {rules.digest(named) for named in rules.named_ids(mail.content)} - known.ids.keys() - {own}
    for digest in (own, *sorted(unseen)):
        met = known.ids.setdefault(digest, [])
        here = Seen(conversation, digest == own, mail.outgoing)
        if here not in met and len(met) < CROWDED:
            sheet.put(MailId, digest=digest, conversation_id=conversation, moment_id=moment, own=here.own)
            met.append(here)
