"""Second factors of an agent: codes of an app, recovery codes, passkeys. The library holds the protocols."""

from datetime import datetime
from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.engine.limits import allow, give_back
from regulars.staff import roles, trail
from regulars.staff.models import Agent
from regulars.staff.second.asked import REAL
from regulars.staff.trail import Actor

TRIES, MINUTES = 10, 15
SALT = "regulars.staff.second"
SECRET_SECONDS = 30 * 60


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey as a page shows it."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What an agent has: whether an app gives codes, which passkeys, and how many recovery codes are left."""

    app: bool
    passkeys: list[Passkey]
    codes_left: int


@dataclass(frozen=True, slots=True)
class NewApp:
    """What is shown to tie an app to an agent: the picture to scan, the secret to type, and the secret to send back."""

    svg: str
    secret: str
    signed: str


def has_second(agent: Agent) -> bool:
    """Whether there is more than the password."""
    return bool(Authenticator.objects.filter(user_id=agent.pk, type__in=REAL).exists())


def is_needed(agent: Agent) -> bool:
    """Whether the password alone does not let this agent in."""
    return has_second(agent) or roles.needs_second(agent.role)


def factors(agent: Agent) -> Factors:
    """All that an agent has."""
    rows = list(Authenticator.objects.filter(user_id=agent.pk).order_by("created_at"))
    keys = [row for row in rows if row.type == Authenticator.Type.WEBAUTHN]
    codes = [row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES]
    return Factors(
        app=any(row.type == Authenticator.Type.TOTP for row in rows),
        passkeys=[Passkey(row.pk, row.data["name"], row.created_at, row.last_used_at) for row in keys],
        codes_left=len(RecoveryCodes(codes[0]).get_unused_codes()) if codes else 0,
    )


def new_app(request: HttpRequest, agent: Agent) -> NewApp:
    """A fresh secret for an app. It travels in the form, signed for this agent, so that showing it writes nothing."""
    return shown_app(request, agent, totp.generate_totp_secret())


def shown_app(request: HttpRequest, agent: Agent, secret: str) -> NewApp:
    """The same secret shown again, as after a code that was wrong."""
    with context.request_context(request):
        adapter = get_adapter()
        svg = adapter.build_totp_svg(adapter.build_totp_url(agent, secret))
    return NewApp(svg[svg.index("<svg") :], secret, signing.dumps([agent.pk, secret], salt=SALT))


def secret_of(agent: Agent, signed: str) -> str:
    """The secret that a form brought back; empty where it is too old, or another's."""
    try:
        pk, secret = signing.loads(signed, salt=SALT, max_age=SECRET_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(secret) if pk == agent.pk else ""


def tie_app(who: Actor, secret: str, code: str, now: datetime) -> list[str] | Refused:
    """Tie the app to the agent, once it has shown a right code; gives back the recovery codes if they are new."""
    if not totp.validate_totp_code(secret, code):
        return Refused(_("That is not the code which the app shows now. Wait for the next one and try it."), "code")
    with transaction.atomic():
        Authenticator.objects.filter(user_id=who.agent.pk, type=Authenticator.Type.TOTP).delete()
        totp.TOTP.activate(who.agent, secret)
        codes = first_codes(who.agent)
        trail.record(who, "second.app", f"agent:{who.agent.public_id}", now=now)
    return codes


def first_codes(agent: Agent) -> list[str]:
    """Recovery codes, where an agent has none yet. Belongs into a transaction."""
    if Authenticator.objects.filter(user_id=agent.pk, type=Authenticator.Type.RECOVERY_CODES).exists():
        return []
    return list(RecoveryCodes.activate(agent).generate_codes())


def fresh_codes(who: Actor, now: datetime) -> list[str]:
    """New recovery codes; the old ones count no longer."""
    with transaction.atomic():
        Authenticator.objects.filter(user_id=who.agent.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
        codes = first_codes(who.agent)
        trail.record(who, "second.codes", f"agent:{who.agent.public_id}", now=now)
    return codes


def take_away(who: Actor, agent: Agent, now: datetime, passkey: int = 0) -> None:
    """Take an agent's app, or the passkey with this id, away. With the last of them the recovery codes go too."""
    kind = {"pk": passkey, "type": Authenticator.Type.WEBAUTHN} if passkey else {"type": Authenticator.Type.TOTP}
    with transaction.atomic():
        gone, _of = Authenticator.objects.filter(user_id=agent.pk, **kind).delete()
        if not has_second(agent):
            Authenticator.objects.filter(user_id=agent.pk).delete()
        if gone:
            trail.record(who, "second.removed", f"agent:{agent.public_id}", now=now)


def take_all(who: Actor, agent: Agent, now: datetime) -> None:
    """Take all of somebody's second factors away, who has lost them."""
    with transaction.atomic():
        if forget_all(agent):
            trail.record(who, "second.reset", f"agent:{agent.public_id}", now=now)


def forget_all(agent: Agent) -> int:
    """Take them away without a word; how many. Belongs into the transaction that tells of it."""
    return int(Authenticator.objects.filter(user_id=agent.pk).delete()[0])


def check_code(agent: Agent, code: str, now: datetime) -> Refused | None:
    """Whether this is the code that an agent's app shows, or one of their recovery codes; each counts once."""
    key = f"second factor {agent.pk}"
    if not allow(key, TRIES, MINUTES * 60, now):
        return Refused(_("Too many tries. Wait %(minutes)s minutes, then try again.") % {"minutes": MINUTES})
    with transaction.atomic():
        mine = Authenticator.objects.select_for_update().filter(user_id=agent.pk)
        right = any(_counts(row, code, now) for row in mine)
    if not right:
        return Refused(_("That code does not count. Take the one which the app shows now, or a recovery code."), "code")
    give_back(key, MINUTES * 60, now)
    return None


def _counts(row: Authenticator, code: str, now: datetime) -> bool:
    if row.type == Authenticator.Type.RECOVERY_CODES:
        return bool(RecoveryCodes(row).validate_code(code))
    if row.type != Authenticator.Type.TOTP:
        return False
    step = step_of(get_adapter().decrypt(row.data["secret"]), code)
    # What was shown over a shoulder counts no second time, nor does an older code. Source: RFC 6238, section 5.2.
    if step is None or step <= row.data.get("last_step", 0):
        return False
    row.data["last_step"], row.last_used_at = step, now
    row.save(update_fields=["data", "last_used_at"])
    return True


def step_of(secret: str, code: str) -> int | None:
    """The time step at which the app shows this code, if it is one of now."""
    steps: Any = totp.yield_hotp_counters_from_time()
    for step in steps:
        if compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, step))):
            return int(step)
    return None
