"""Emptying what was said: texts, files and raw mail, two hundred moments at a time.

What the person wrote goes wherever it stands, and what we wrote to them; what another customer wrote into one of their
conversations stays in that other's book, without quotes and without its raw mail, which holds the quotes too.
"""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from regulars.book.leaving.whose import Whose, named
from regulars.book.models import Attachment, Conversation, Identity, Message, Moment, Participant
from regulars.book.search import forget_moments
from regulars.engine import blobs, outbox
from regulars.engine.personal import emptied
from regulars.intake.models import Delivery
from regulars.intake.personal import NO_FILE

BATCH = 200
HEAD = 64 * 1024
ADDRESSED = ("to", "cc", "reply_to")
WITH_THEM = "It was erased with the customer who sent it."


def by_others(of: Whose) -> QuerySet[Moment]:
    """What another customer wrote into their books."""
    written = Moment.objects.filter(customer__in=of.ids, direction=Moment.IN, author__isnull=False)
    return written.exclude(author__customer__in=of.ids)


def after(of: Whose, last: int, most: int = BATCH) -> list[int]:
    """The next moments of their books, by row id."""
    own = Moment.objects.filter(customer__in=of.ids, pk__gt=last).order_by("pk")
    return list(own.values_list("pk", flat=True)[:most])


def elsewhere(of: Whose) -> list[int]:
    """What they wrote in the books of others, by row id."""
    places = Participant.objects.filter(named(of)).exclude(conversation__customer__in=of.ids)
    written = Moment.objects.filter(conversation__in=places.values("conversation"), author__in=of.identities)
    return list(written.order_by("pk").values_list("pk", flat=True))


def empty(of: Whose, moments: Sequence[int]) -> set[str]:
    """Empty these moments, in a transaction; gives back the digests of the files that they named."""
    kept = set(by_others(of).filter(pk__in=moments).values_list("pk", flat=True))
    gone = [pk for pk in moments if pk not in kept]
    forget_moments(moments)
    files = set(Attachment.objects.filter(message__moment__in=gone).values_list("sha256", flat=True))
    Attachment.objects.filter(message__moment__in=gone).delete()
    Message.objects.filter(moment__in=gone).update(has_html=False, **emptied("book.Message"))
    Moment.objects.filter(pk__in=gone).update(**emptied("book.Moment"))
    for message in Message.objects.filter(moment__in=kept):
        reduce(of, message, quotes=False)
    if kept:
        outbox.append("moments", {"ids": sorted(kept), "topics": []})
    return files | raw_mail(Q(arrival__moment__in=moments))


def reduce(of: Whose, message: Message, *, quotes: bool) -> None:
    """Take somebody out of another's message: from those it went to and, without `quotes`, what it quotes."""
    for column in ADDRESSED:
        setattr(message, column, without(of, getattr(message, column)))
    if not quotes:
        message.text, message.folds, message.subject = unfolded(message.text, message.folds), [], ""
    message.save()


def unfolded(text: str, folds: Iterable[Sequence[object]]) -> str:
    """A text without what stands folded in it: what it quotes, and forwards."""
    kept, end = [], 0
    for start, stop in sorted((int(str(a)), int(str(b))) for a, b, *_ in folds):
        kept.append(text[end:start])
        end = max(end, stop)
    return "".join([*kept, text[end:]])


def without(of: Whose, pairs: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """[name, address] pairs without the person's."""
    return [pair for pair in pairs if str(pair[-1]).lower() not in of.emails]


def raw_mail(which: Q) -> set[str]:
    """Let these deliveries forget their mail, and copies that were not filed; gives back its digests."""
    rows = list(Delivery.objects.filter(which).values_list("pk", "sha256", "fingerprint"))
    prints = {fingerprint for *_, fingerprint in rows if fingerprint}
    copies = Delivery.objects.filter(fingerprint__in=prints, state=Delivery.DUPLICATE)
    rows += copies.values_list("pk", "sha256", "fingerprint")
    Delivery.objects.filter(pk__in=[pk for pk, *_ in rows]).update(**emptied("intake.Delivery"))
    return {sha256 for _, sha256, _ in rows}


def empty_copies() -> set[str]:
    """Let copies of erased mail that came later forget it; gives back the digests."""
    gone = Delivery.objects.filter(sha256=NO_FILE, state=Delivery.FILED).exclude(fingerprint="")
    copies = Q(state=Delivery.DUPLICATE, fingerprint__in=gone.values("fingerprint")) & ~Q(sha256=NO_FILE)
    return raw_mail(copies) - {NO_FILE}


def quarantined(of: Whose) -> list[int]:
    """What lies in quarantine and names one of their addresses in its head, or came from one."""
    held = Delivery.objects.filter(state=Delivery.QUARANTINED).values_list("pk", "sha256", "envelope_sender")
    return [pk for pk, sha256, sender in held.iterator() if sender.lower() in of.emails or names(sha256, of.emails)]


def names(sha256: str, addresses: Sequence[str]) -> bool:
    """Whether one of the addresses stands in the head of a raw mail."""
    if not addresses:
        return False
    try:
        with blobs.open_blob(sha256) as file:
            head = file.read(HEAD).lower()
    except FileNotFoundError:
        return False
    return any(address.encode() in head for address in addresses)


def empty_quarantined(of: Whose) -> set[str]:
    """Let quarantine forget what is theirs; gives back the digests."""
    found = quarantined(of)
    files = raw_mail(Q(pk__in=found))
    Delivery.objects.filter(pk__in=found).update(detail=WITH_THEM)
    return files


def empty_threads(of: Whose) -> None:
    """The conversations themselves, closed and without words, and the person's place in those of others."""
    reduce_elsewhere(of)
    theirs = Conversation.objects.filter(customer__in=of.ids)
    theirs.update(status=Conversation.CLOSED, snoozed_until=None, **emptied("book.Conversation"))
    Participant.objects.filter(named(of)).delete()
    # Another customer keeps their place; whoever has no book of their own is known by nothing else than this one.
    people = Participant.objects.filter(conversation__customer__in=of.ids)
    people.exclude(value__in=with_books(of, people.values_list("value", flat=True))).delete()


def with_books(of: Whose, values: Iterable[str]) -> list[str]:
    """Of these handles, those that are known to be another customer's."""
    known = Identity.objects.filter(value__in=set(values), verified_at__isnull=False)
    return list(known.exclude(customer__in=of.ids).values_list("value", flat=True))


def reduce_elsewhere(of: Whose) -> None:
    """Take their address out of what others and we wrote in conversations of others."""
    places = Participant.objects.filter(named(of)).exclude(conversation__customer__in=of.ids)
    around = Message.objects.filter(moment__conversation__in=places.values("conversation"))
    changed = []
    for message in around.iterator(BATCH):
        if any(without(of, getattr(message, column)) != getattr(message, column) for column in ADDRESSED):
            forget_moments([message.moment_id])
            reduce(of, message, quotes=True)
            changed.append(message.moment_id)
    if changed:
        outbox.append("moments", {"ids": changed, "topics": []})
