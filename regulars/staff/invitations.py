"""Invitations: a link for one person, once, for a week."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.ids import public_id
from regulars.base.registry import Slot
from regulars.base.results import Refused
from regulars.staff import accounts, acts, people, roles, trail
from regulars.staff.models import Agent, Invitation, Membership, Team
from regulars.staff.teams import may_fill
from regulars.staff.trail import Actor

LIVES = timedelta(days=7)
SALT = "regulars.staff.invitation"

# Who can send mail for the desk: gets the address, a subject and a text; gives back whether it is on its way.
MAILERS: Slot[Callable[[str, str, str], bool]] = Slot("how invitations are mailed")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody typed who takes a seat."""

    name: str
    password: str
    time_zone: str
    language: str = ""


def invite(who: Actor, email: str, role: str, teams: Collection[str], now: datetime) -> Invitation | Refused:
    """Let somebody take a seat under this address. Inviting again makes the older link worthless."""
    email = email.strip().lower()
    if refused := acts.email_fault(email) or people.may_give(who.agent, role) or seated_already(email):
        return refused
    if refused := may_fill(who.agent, teams):
        return refused
    standing = Invitation.objects.filter(Invitation.OPEN, email=email).first()
    if standing and (refused := may_touch(who.agent, standing)):
        return refused
    try:
        with transaction.atomic():
            return _invited(who, email, role, teams, now)
    except IntegrityError:
        return Refused(_("Somebody has just invited this address."), "email")


def _invited(who: Actor, email: str, role: str, teams: Collection[str], now: datetime) -> Invitation:
    fresh = {"role": role, "nonce": public_id(), "expires_at": now + LIVES, "invited_by": who.agent, "created_at": now}
    invitation, _made = Invitation.objects.update_or_create(
        email=email, accepted_at=None, withdrawn_at=None, defaults=fresh
    )
    chosen = list(Team.objects.filter(public_id__in=teams))
    invitation.teams.set(chosen)
    told = {"email": email, "role": role, "teams": [team.name for team in chosen]}
    trail.record(who, "invitation.made", f"invitation:{invitation.public_id}", after=told, now=now)
    return invitation


def may_touch(by: Agent, invitation: Invitation) -> Refused | None:
    """Only who could give that seat themselves sees the way to it, or changes it."""
    return people.may_give(by, invitation.role) if roles.find(invitation.role) else None


def withdraw(who: Actor, invitation: Invitation, now: datetime) -> Refused | None:
    """The link is worth nothing any more. Nothing happens where it was used, or withdrawn before."""
    if refused := may_touch(who.agent, invitation):
        return refused
    with transaction.atomic():
        if Invitation.objects.filter(Invitation.OPEN, pk=invitation.pk).update(withdrawn_at=now):
            told = {"email": invitation.email}
            trail.record(who, "invitation.withdrawn", f"invitation:{invitation.public_id}", before=told, now=now)
    return None


def token(invitation: Invitation) -> str:
    """What stands in the link. It is signed, so it can be shown again and need not be kept."""
    return signing.Signer(salt=SALT).sign_object([invitation.public_id, invitation.nonce])


def find(written: str, now: datetime) -> Invitation | Refused:
    """The open invitation that a link stands for."""
    try:
        named, nonce = signing.Signer(salt=SALT).unsign_object(written)
    except (signing.BadSignature, ValueError, TypeError):
        return Refused(_("This link is not whole. Open the one that you were sent, or copy all of it."))
    invitation = Invitation.objects.select_related("invited_by").filter(public_id=named, nonce=nonce).first()
    if invitation is None or invitation.withdrawn_at or gives_no_more(invitation):
        return Refused(_("This link counts no longer. Ask for a new one."))
    if invitation.accepted_at:
        return Refused(_("This link has been used. Sign in instead."))
    if invitation.expires_at <= now:
        return Refused(_("This link was good for seven days, which are over. Ask for a new one."))
    return invitation


def gives_no_more(invitation: Invitation) -> bool:
    """Whether who invited could not do so any more, or for that role: nobody leaves a door behind."""
    by = invitation.invited_by
    return not by.may("staff.manage") or bool(people.may_give(by, invitation.role))


def newcomer_faults(invitation: Invitation, person: Newcomer) -> tuple[Refused, ...]:
    """All that is wrong with what somebody typed."""
    weak = accounts.password_fault(person.name, invitation.email, person.password)
    wanted = accounts.Preferences(person.name, person.time_zone, person.language)
    return (*accounts.preference_faults(wanted), *([weak] if weak else []))


def accept(invitation: Invitation, person: Newcomer, now: datetime) -> Agent | Refused:
    """Take the seat. Refused where the link was used in between; nothing that was typed is checked here."""
    agent = Agent(name=person.name, email=invitation.email, role=invitation.role, created_at=now)
    agent.time_zone, agent.language = person.time_zone, person.language
    # Hashing takes its time by design, so it is done before the transaction.
    agent.set_password(person.password or None)
    return seat(invitation, agent, now)


def seat(invitation: Invitation, agent: Agent, now: datetime) -> Agent | Refused:
    """Write the new agent with what the invitation says. Once only."""
    try:
        with transaction.atomic():
            if not Invitation.objects.filter(Invitation.OPEN, pk=invitation.pk).update(accepted_at=now):
                return Refused(_("This link has been used. Sign in instead."))
            agent.save(force_insert=True)
            Membership.objects.bulk_create(Membership(team=team, agent=agent) for team in invitation.teams.all())
            told = {"role": agent.role, "invitation": invitation.public_id}
            trail.record(Actor(agent), "agent.joined", f"agent:{agent.public_id}", after=told, now=now)
    except IntegrityError:
        return Refused(_("Somebody with this address has a seat already. Sign in instead."))
    return agent


def open_to(email: str, now: datetime) -> Invitation | None:
    """The open invitation of an address, for those who prove it in another way than by the link."""
    found = Invitation.objects.select_related("invited_by").filter(Invitation.OPEN, email=email, expires_at__gt=now)
    return next((one for one in found if not gives_no_more(one)), None)


def waiting() -> list[Invitation]:
    """All that are open or have run out, the newest first."""
    return list(Invitation.objects.filter(Invitation.OPEN).select_related("invited_by").order_by("-created_at"))


def mail(invitation: Invitation, link: str) -> bool:
    """Send the link, where somebody can; whether it is on its way."""
    subject = _("Your seat at the desk")
    text = _(
        "Hello,\n\n%(name)s invites you to the desk. Take your seat here:\n\n%(link)s\n\n"
        "The link is good for seven days."
    ) % {"name": invitation.invited_by.name, "link": link}
    return any(send(invitation.email, subject, text) for _name, send in MAILERS)


def seated_already(email: str) -> Refused | None:
    """Whether somebody has this address."""
    found = Agent.objects.filter(email=email).values_list("name", "is_active").first()
    if found is None:
        return None
    if found[1]:
        return Refused(_("%(name)s has this address and a seat already.") % {"name": found[0]}, "email")
    return Refused(
        _("%(name)s had a seat under this address. Switch them on again instead.") % {"name": found[0]}, "email"
    )
