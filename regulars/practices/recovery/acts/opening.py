"""Opening a recovery, by a person or by a sign; and saying what it is."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.acts import append_moment
from regulars.book.facts.acts import held_book
from regulars.book.models import Conversation, Customer
from regulars.book.payloads import RecoveryTold
from regulars.book.shells import sealed
from regulars.practices.recovery import course, matters
from regulars.practices.recovery.acts.projecting import project, project_all, standing_of, tell
from regulars.practices.recovery.matters import Found, Matter
from regulars.practices.recovery.models import Coding, Holder, Recovery, Sign, Step
from regulars.practices.recovery.worth import worth
from regulars.staff.models import Agent

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Coded:
    """What somebody says that it is: codes of `matters`, and what the customer says they need."""

    severity: str
    failed: str
    failure: str
    fault: str
    need: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The recovery to which a sign belongs; `fresh`: the sign opened it, `joined`: it was added to one that was open.
    Neither: the sign was known."""

    recovery: Recovery
    fresh: bool = False
    joined: bool = False


def coded_as(found: Found) -> Coded:
    """What a sign seems to be."""
    return Coded(found.severity, matters.FOUNDATION_OF[found.failure], found.failure, "unknown")


def faults(coded: Coded) -> tuple[Refused, ...]:
    """What is wrong with it."""
    wrong = (
        (coded.severity not in matters.SEVERITIES, "severity", _("Say how grave it was for them.")),
        (coded.failure not in matters.FAILURES, "failure", _("Choose what went wrong.")),
        (coded.failed not in matters.FOUNDATIONS, "failed", _("Choose what failed.")),
        (coded.fault not in matters.FAULTS, "fault", _("Choose whose fault it was; it changes nothing for them.")),
        (len(coded.need) > LONGEST, "need", _("Say it in at most 1000 letters.")),
    )
    return tuple(Refused(reason, field) for is_wrong, field, reason in wrong if is_wrong)


def open_(
    customer: Customer,
    found: Found,
    agent: Agent | None,
    now: datetime,
    *,
    coded: Coded | None = None,
    holder: Agent | None = None,
) -> Opened | Refused:
    """Open a recovery for a sign, or add the sign to the one that it belongs to. The same sign again changes nothing.

    `coded` is what a person says it is; else it is taken for what the sign seems to be. Refused for an erased customer,
    and for words that cannot be.
    """
    said = coded or coded_as(found)
    if wrong := faults(said):
        return wrong[0]
    with transaction.atomic():
        whose = held_book(customer)
        known = Sign.objects.select_related("recovery__customer").filter(key=found.key).first()
        if known is not None:
            return Opened(known.recovery)
        if erased := sealed(whose):
            return erased
        matter = matters.same_matter(open_matters(whose), found)
        if matter is not None:
            return joined(held_recovery(Recovery.objects.select_related("customer").get(pk=matter.id)), found, agent)
        return begun(whose, found, said, agent, now, holder)


def open_matters(customer: Customer) -> list[Matter]:
    """Their recoveries that have not ended."""
    rows = Recovery.objects.filter(customer=customer, ended_at=None).prefetch_related("signs")
    return [
        Matter(
            one.pk,
            one.conversation_id or 0,
            frozenset({one.order} - {""}),
            max((sign.at for sign in one.signs.all()), default=one.opened_at),
        )
        for one in rows
    ]


def begun(
    customer: Customer, found: Found, coded: Coded, agent: Agent | None, now: datetime, holder: Agent | None
) -> Opened:
    """A new one. Within the transaction of `open_`."""
    spent, currency = worth(customer, now)
    recovery = Recovery.objects.create(
        customer=customer,
        birth_customer=customer,
        conversation_id=found.conversation or None,
        order=found.order,
        route=found.route,
        opened_at=now,
        opened_by=agent,
        worth=spent,
        currency=currency,
        step=course.LISTEN,
        since=now,
    )
    add_sign(recovery, found, agent)
    write_coding(recovery, coded, agent, now)
    if holder or agent:
        Holder.objects.create(recovery=recovery, at=now, agent=holder or agent, by=agent)
    project(recovery)
    append(recovery, "recovery.opened", now, agent)
    return Opened(recovery, fresh=True)


def joined(recovery: Recovery, found: Found, agent: Agent | None) -> Opened:
    """One more sign of a matter that is open. What they say after amends were settled means that it was not made good.

    Within the transaction of `open_`.
    """
    add_sign(recovery, found, agent)
    recovery.conversation_id = recovery.conversation_id or found.conversation or None
    recovery.order = recovery.order or found.order
    stands = standing_of(recovery)
    broken = found.route == matters.PROMISE
    step = course.failed_at(stands, word_broken=broken) if broken or found.route in matters.THEIR_WORD else ""
    if step:
        Step.objects.create(
            recovery=recovery, name=step, outcome=course.FAILED, at=found.at, agent=agent, moment=found.moment
        )
    project(recovery)
    tell(recovery)
    return Opened(recovery, joined=True)


def add_sign(recovery: Recovery, found: Found, agent: Agent | None) -> None:
    """Its row."""
    Sign.objects.create(
        recovery=recovery,
        key=found.key,
        route=found.route,
        at=found.at,
        agent=agent,
        moment=found.moment,
        quote=found.quote[: matters.LONGEST_QUOTE],
        reader=found.reader,
        version=found.version,
        label=found.label,
        score=found.score,
    )


def write_coding(recovery: Recovery, coded: Coded, agent: Agent | None, now: datetime) -> None:
    """Its row."""
    Coding.objects.create(
        recovery=recovery,
        at=now,
        agent=agent,
        severity=coded.severity,
        failed=coded.failed,
        failure=coded.failure,
        fault=coded.fault,
        need=coded.need,
    )


def code(recovery: Recovery, coded: Coded, agent: Agent, now: datetime) -> Refused | None:
    """Say anew what it is. Refused once it has ended: how grave it was is said before the outcome is known."""
    if wrong := faults(coded):
        return wrong[0]
    with transaction.atomic():
        held = held_recovery(recovery)
        if held.ended_at is not None:
            return Refused(_("It has ended. How grave it was is said before one knows how it ended."))
        write_coding(held, coded, agent, now)
        project(held)
        tell(held)
    return None


def quote(recovery: Recovery, words: str, moment: str, agent: Agent, now: datetime, key: str) -> Refused | None:
    """Put more of their own words on the record; `moment` is the public id of where they stand, or empty for words
    that were spoken. The same `key` twice is once."""
    words = " ".join(words.split())
    if not words:
        return Refused(_("Write what they said, in their own words."), "quote")
    with transaction.atomic():
        held = held_recovery(recovery)
        if erased := sealed(held.customer):
            return erased
        if not Sign.objects.filter(key=key).exists():
            found = Found(key, matters.PERSON, now, held.severity, held.failure, moment, words)
            add_sign(held, found, agent)
            tell(held)
    return None


def hold(recovery: Recovery, holder: Agent | None, by: Agent | None, now: datetime, why: str = "") -> None:
    """Give it to somebody, or to nobody."""
    with transaction.atomic():
        held = held_recovery(recovery)
        if held.holder_id == (holder.pk if holder else None):
            return
        Holder.objects.create(
            recovery=held, at=now, agent=holder, by=by, why="" if sealed(held.customer) else why[:300]
        )
        project(held)
        tell(held)


def held_recovery(recovery: Recovery) -> Recovery:
    """It as it stands now, held until the end of the transaction: of two who write in it the second sees the first.

    The book is held before it, in the order in which a sign that opens one, and a merge, take both.
    """
    held_book(recovery.customer)
    found = Recovery.objects.select_for_update(no_key=True, of=("self",)).select_related("customer", "conversation")
    return found.get(pk=recovery.pk)


def conversation_of(recovery: Recovery) -> Conversation | None:
    """The conversation it is about, as it is shown now; None where that stands in another's book meanwhile: what
    happens to this customer is not to be told there."""
    talk = recovery.conversation
    if talk is not None and talk.joined_to is not None:
        talk = talk.joined_to
    return talk if talk is not None and talk.customer_id == recovery.customer_id else None


def append(
    recovery: Recovery,
    kind: str,
    now: datetime,
    agent: Agent | None,
    *,
    step: str = "",
    outcome: str = "",
    ending: str = "",
) -> None:
    """The one moment of an act."""
    payload: RecoveryTold = {
        "recovery": recovery.public_id,
        "failure": recovery.failure,
        "severity": recovery.severity,
        "step": step,
        "outcome": outcome,
        "ending": ending,
    }
    append_moment(
        recovery.customer,
        kind,
        now,
        payload={**payload},
        conversation=conversation_of(recovery),
        agent=agent,
        topics=["today", "recoveries"],
    )


def renumber(recovery: Recovery) -> None:
    """Which failure is the second one has changed with this one's ending, for the others that are open."""
    project_all([recovery.customer_id])
