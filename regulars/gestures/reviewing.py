"""The weekly look at what was given: what went beyond, what guards remarked, how much was used and how much was not."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.shells import sealed
from regulars.engine.jobs import every
from regulars.gestures.models import Account, Gesture, Remark, Review
from regulars.gestures.money import allowances
from regulars.gestures.money.rules import ALLOWANCE
from regulars.staff.allowances.known import limits
from regulars.staff.models import Agent, Membership
from regulars.web.words import day_said

MOST = 200
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Used:
    """What was granted to somebody, or to a team, in one period, and what of it was given. In minor units."""

    name: str
    key: str
    granted: int
    used: int
    currency: str

    @property
    def unused(self) -> int:
        """What was left; nothing where it went beyond."""
        return max(self.granted - self.used, 0)


def to_look_at(since: datetime, until: datetime) -> list[Gesture]:
    """What was given from `since` to before `until` and asks for a look: beyond what is usual, or remarked."""
    asks = ~Q(beyond="") | Q(Exists(Remark.objects.filter(gesture=OuterRef("pk"))))
    found = Gesture.objects.filter(asks, at__gte=since, at__lt=until).select_related(
        "customer", "agent", "conversation"
    )
    return list(found.prefetch_related("remarks", "reviews__agent").order_by("-at", "-pk")[:MOST])


def see(gesture: Gesture, note: str, agent: Agent, now: datetime) -> Refused | None:
    """Note that somebody looked at it, with what is to be learned. Nobody looks at their own."""
    if gesture.agent_id == agent.pk:
        return Refused(_("Somebody else looks at what you gave."))
    if len(note) > LONGEST:
        return Refused(_("At most 1000 letters, please."), "note")
    with transaction.atomic():
        held = Gesture.objects.select_for_update(of=("self",)).select_related("customer").get(pk=gesture.pk)
        if note.strip() and (gone := sealed(held.customer)):
            return gone
        Review.objects.filter(gesture=gesture, undone_at=None).update(undone_at=now)
        Review.objects.create(gesture=gesture, agent=agent, note=note, at=now)
    return None


def unsee(gesture: Gesture, now: datetime) -> None:
    """Take that back."""
    with transaction.atomic():
        Review.objects.filter(gesture=gesture, undone_at=None).update(undone_at=now)


def used(agents: Sequence[Agent], now: datetime) -> list[Used]:
    """What each person has used of the period that runs now, by name: this is no table of who did best."""
    held = limits(agents)
    places = {agent.pk: allowances.place_of(agent, held[agent.pk], now) for agent in agents}
    accounts = {
        (one.key, one.currency): one
        for one in Account.objects.filter(kind=ALLOWANCE, key__in=[place.key for place in places.values()])
    }
    granted = allowances.granted_on([one.pk for one in accounts.values()])
    found = []
    for agent in sorted(agents, key=lambda one: (one.name.lower(), one.pk)):
        limit, place = held[agent.pk], places[agent.pk]
        account = accounts.get((place.key, limit.currency))
        drawn = granted.get(account.pk, 0) - account.balance if account else 0
        found.append(Used(agent.name, agent.public_id, limit.amount, drawn, limit.currency))
    return found


def by_team(agents: Sequence[Agent], now: datetime) -> list[Used]:
    """The same as sums of teams, by name; who is in none is in none of them."""
    each = {one.key: one for one in used(agents, now)}
    sums: dict[tuple[str, str, str], list[int]] = {}
    seats = Membership.objects.filter(agent__in=agents).select_related("team", "agent").order_by("team__name")
    for seat in seats:
        one = each[seat.agent.public_id]
        whole = sums.setdefault((seat.team.name, seat.team.public_id, one.currency), [0, 0])
        whole[0] += one.granted
        whole[1] += one.used
    return [Used(name, key, granted, drawn, currency) for (name, key, currency), (granted, drawn) in sums.items()]


def own_periods(agent: Agent, most: int = 6) -> Iterable[Used]:
    """A person's last periods, for themselves: the newest first."""
    found = list(Account.objects.filter(kind=ALLOWANCE, agent=agent).order_by("-ends_at", "currency")[:most])
    granted = allowances.granted_on([one.pk for one in found])
    for one in found:
        yield Used(span_said(one), one.key, granted.get(one.pk, 0), granted.get(one.pk, 0) - one.balance, one.currency)


def span_said(account: Account) -> str:
    """From which day to which an allowance is, where its reader is."""
    if account.begins_at is None or account.ends_at is None:
        return account.key.partition(":")[2]
    first, last = timezone.localtime(account.begins_at), timezone.localtime(account.ends_at) - timedelta(seconds=1)
    return f"{day_said(first.isoformat())} – {day_said(last.isoformat())}"


@every("gestures.grants", seconds=3600)
def grant_all() -> None:
    """Grant everybody what they may give, so that what nobody used is on the books, too."""
    now = timezone.now()
    agents = list(Agent.objects.filter(is_active=True))
    held = limits(agents)
    for agent in agents:
        with transaction.atomic():
            allowances.grant(agent, now, held[agent.pk])
