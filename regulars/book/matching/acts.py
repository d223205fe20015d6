"""Verbs on handles, and answers to suggestions. Each is one transaction."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book import acts as ledger
from regulars.book.facts.acts import held_book
from regulars.book.matching import families
from regulars.book.models import Customer, Identity, Merge, Suggestion
from regulars.book.shells import sealed
from regulars.engine import outbox
from regulars.staff import trail
from regulars.staff.models import Agent
from regulars.staff.trail import Actor

SALT = "regulars.book.matching"
LIVES = timedelta(hours=1)
LATER = (7, 30, 180)
BY_HAND = "desk"


def add_handle(
    customer: Customer, kind: str, written: str, *, sure: bool, who: Actor, now: datetime
) -> Identity | Refused:
    """Write down how somebody is reached. Without being `sure` it is only claimed, and matches nobody."""
    if kind not in Identity.KINDS:
        return Refused(_("Choose what it is."), "kind")
    with transaction.atomic():
        made = ledger.add_identity(customer, kind, written, BY_HAND, now, verified=sure)
        if isinstance(made, Identity) and sure:
            record(who, "handle.confirmed", made, now)
    return made


def confirm(identity: Identity, who: Actor, now: datetime) -> Refused | None:
    """Say that a claimed handle is theirs. Twice is as once."""
    if identity.verified_at is not None:
        return None
    try:
        with transaction.atomic():
            Identity.objects.filter(pk=identity.pk, verified_at=None).update(verified_at=now)
            record(who, "handle.confirmed", identity, now)
    except IntegrityError:
        return Refused(_("Somebody else is known under this. If they are one person, merge the two instead."), "value")
    return None


def doubt(identity: Identity, who: Actor, now: datetime) -> Refused | None:
    """Take back what somebody just confirmed: it is only claimed again."""
    with transaction.atomic():
        Identity.objects.filter(pk=identity.pk).update(verified_at=None)
        record(who, "handle.doubted", identity, now)
    return None


def share(identity: Identity, who: Actor, now: datetime) -> Refused | None:
    """Say that several people write from it: from now on it tells of nobody alone."""
    return _shared(identity, who, now, shared=True)


def unshare(identity: Identity, who: Actor, now: datetime) -> Refused | None:
    """Say that it is one person's after all."""
    return _shared(identity, who, now, shared=False)


def _shared(identity: Identity, who: Actor, now: datetime, *, shared: bool) -> Refused | None:
    with transaction.atomic():
        if Identity.objects.filter(pk=identity.pk).exclude(shared=shared).update(shared=shared):
            record(who, "handle.shared" if shared else "handle.unshared", identity, now)
    return None


def remove(identity: Identity, who: Actor, now: datetime) -> str | Refused:
    """Throw away a claim that was wrong. Gives back what `restore` takes."""
    kept = {
        "customer": identity.customer_id,
        "birth": identity.birth_customer_id,
        "columns": {name: getattr(identity, name) for name in ("kind", "value", "shown", "source", "shared")},
        "seen": [identity.first_seen.isoformat(), identity.last_seen.isoformat()],
    }
    try:
        with transaction.atomic():
            # Somebody may have confirmed it meanwhile.
            gone, _of = Identity.objects.filter(pk=identity.pk, verified_at=None).delete()
            if gone:
                record(who, "handle.removed", identity, now)
    except ProtectedError:
        gone = 0
    if not gone:
        return Refused(_("They were seen using this, so it stays. If it is somebody else's too, mark it as shared."))
    return signing.dumps(kept, salt=SALT, compress=True)


def restore(token: str, who: Actor, now: datetime) -> Customer | Refused:
    """Put back a claim that was removed. Twice is as once."""
    try:
        kept = signing.loads(token, salt=SALT, max_age=LIVES)
    except signing.BadSignature:
        return Refused(_("That can no longer be taken back."))
    first, last = map(datetime.fromisoformat, kept["seen"])
    with transaction.atomic():
        known = Customer.objects.filter(pk=kept["customer"]).first()
        if known is None:
            return Refused(_("That can no longer be taken back."))
        # They may have been merged meanwhile. The second of two clicks finds what the first wrote.
        customer = held_book(known)
        if erased := sealed(customer):
            return erased
        columns = kept["columns"]
        if not Identity.objects.filter(customer=customer, kind=columns["kind"], value=columns["value"]).exists():
            times = {"first_seen": first, "last_seen": last}
            row = Identity.objects.create(customer=customer, birth_customer_id=kept["birth"], **columns, **times)
            record(who, "handle.added", row, now)
    return customer


def record(who: Actor, act: str, identity: Identity, now: datetime) -> None:
    """Write it into the trail, and let open pages know."""
    on = f"customer:{identity.customer.public_id}"
    outbox.append("work", {"topics": [on]})
    trail.record(who, act, on, after={"kind": identity.kind, "handle": identity.shown}, now=now)


def put_off(suggestion: Suggestion, days: int, agent: Agent, now: datetime) -> Refused | None:
    """Ask again in so many days."""
    if days not in LATER:
        return Refused(_("Choose when to ask again."))
    return answer(suggestion, Suggestion.LATER, agent, now, until=now + timedelta(days=days))


def refuse(suggestion: Suggestion, agent: Agent, now: datetime) -> Refused | None:
    """They are two people, for good: nobody asks again, not after merges of either."""
    return answer(suggestion, Suggestion.REFUSED, agent, now)


def reopen(suggestion: Suggestion, agent: Agent, now: datetime) -> Refused | None:
    """Take an answer back."""
    return answer(suggestion, Suggestion.OPEN, None, now)


def answer(
    suggestion: Suggestion, state: str, agent: Agent | None, now: datetime, until: datetime | None = None
) -> Refused | None:
    """Write down what somebody says to a suggestion. What was merged needs no answer."""
    settled = {"state": state, "until": until, "settled_by": agent, "settled_at": now if agent else None}
    with transaction.atomic():
        asked = Suggestion.objects.filter(pk=suggestion.pk).exclude(state=Suggestion.ACCEPTED)
        if not asked.update(**settled):
            return Refused(_("These two are one person by now."))
        ends = (suggestion.one.public_id, suggestion.other.public_id)
        outbox.append("work", {"topics": [f"customer:{one}" for one in ends]})
    return None


def settle_merged(customers: Collection[int]) -> None:
    """Suggestions about these that a merge has answered since. Who merged them is who settled it."""
    family = families.members(families.roots(customers).values())
    open_ = (Suggestion.OPEN, Suggestion.LATER)
    for row in Suggestion.objects.filter(one_id__among=list(family), other_id__among=list(family), state__in=open_):
        if family[row.one_id] == family[row.other_id]:
            merge = Merge.objects.filter(gone_id__among=list(family), undone_at=None).order_by("-at").first()
            settled = {"settled_at": merge.at, "settled_by": merge.agent} if merge else {}
            Suggestion.objects.filter(pk=row.pk, state__in=open_).update(state=Suggestion.ACCEPTED, **settled)


def ask_of_parted(customers: Collection[int]) -> None:
    """Ask again where the merge that answered was undone: whoever sees that they are two can say so for good."""
    family = list(families.members(families.roots(customers).values()))
    of_them = Q(one_id__among=family) | Q(other_id__among=family)
    for row in Suggestion.objects.filter(of_them, state=Suggestion.ACCEPTED):
        root = families.roots((row.one_id, row.other_id))
        if root[row.one_id] != root[row.other_id]:
            asked = {"state": Suggestion.OPEN, "settled_at": None, "settled_by": None}
            Suggestion.objects.filter(pk=row.pk, state=Suggestion.ACCEPTED).update(**asked)


def wake(now: datetime) -> int:
    """Ask again what was put off until now; how many."""
    due = Suggestion.objects.filter(state=Suggestion.LATER, until__lte=now)
    return due.update(state=Suggestion.OPEN, until=None, settled_at=None, settled_by=None) if due.exists() else 0
