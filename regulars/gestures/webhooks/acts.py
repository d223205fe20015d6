"""Verbs of webhooks: to name a system, to change what is settled for it, to try again. All are in the audit trail."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.engine import outgoing, sealing, signing
from regulars.gestures.models import Webhook
from regulars.gestures.webhooks.slots import ASKERS
from regulars.staff import changes, trail
from regulars.staff.auditing import ACTS
from regulars.staff.trail import Actor

changes.offer(
    "webhook",
    {
        "codes": gettext_lazy("Asked for"),
        "inside": gettext_lazy("In our own network"),
        "on": gettext_lazy("In use"),
    },
)
ACTS.offer("webhook.changed", gettext_lazy("settled an outside system"))
ACTS.offer("webhook.secret", gettext_lazy("made a new secret for an outside system"))
ACTS.offer("webhook.forgotten", gettext_lazy("let the secret before sign nothing any more"))
# How long an outside system has to take a new secret over.
OVERLAP = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A system as it should be. Without a `secret` the old one stays, or a new one is made."""

    name: str
    address: str
    codes: frozenset[str]
    inside: bool
    on: bool
    secret: str = ""


def askable() -> dict[str, str]:
    """What a system can be asked for, by code."""
    return {code: str(label) for _name, asker in ASKERS for code, label in asker.codes()}


def fault(wanted: Wanted, known: Collection[str]) -> Refused | None:
    """What is wrong with it."""
    if not 0 < len(wanted.name) <= 80:
        return Refused(_("Give it a name of at most 80 letters, such as Shop."), "name")
    to = outgoing.target(wanted.address)
    if to is None or len(wanted.address) > 500:
        return Refused(_("Write the whole address, such as https://shop.example/amends."), "address")
    if not to.secure and not wanted.inside:
        return Refused(_("Over the net only https is safe. http is for systems in your own network."), "address")
    if not wanted.codes <= set(known):
        return Refused(_("Choose among what is listed."), "codes")
    if wanted.secret:
        try:
            signing.key_of(wanted.secret)
        except ValueError:
            said = _(
                "A secret is 24 to 64 random bytes in base 64, mostly after whsec_. Leave it empty to have one made."
            )
            return Refused(said, "secret")
    return None


def keep(webhook: Webhook | None, wanted: Wanted, who: Actor, now: datetime) -> tuple[Webhook, str] | Refused:
    """Write down a system, new or known. Gives back its new secret, too, where one was made: it is shown once."""
    if refused := fault(wanted, askable()):
        return refused
    row = webhook or Webhook(at=now)
    secret = wanted.secret or ("" if webhook else signing.fresh_secret())
    with transaction.atomic():
        before = told(row) if webhook else {}
        row.name, row.address, row.codes = wanted.name, wanted.address, sorted(wanted.codes)
        row.inside, row.on = wanted.inside, wanted.on
        if secret:
            if webhook:
                row.before, row.before_until = bytes(row.secret), now + OVERLAP
            row.secret = sealing.seal(secret)
        row.save()
        trail.record(who, "webhook.changed", f"webhook:{row.public_id}", before=before, after=told(row), now=now)
    return row, "" if wanted.secret else secret


def new_secret(webhook: Webhook, who: Actor, now: datetime) -> str:
    """Another secret. The old one signs beside it for OVERLAP; one that was still older signs nothing any more."""
    secret = signing.fresh_secret()
    with transaction.atomic():
        held = Webhook.objects.select_for_update().get(pk=webhook.pk)
        held.before, held.before_until, held.secret = bytes(held.secret), now + OVERLAP, sealing.seal(secret)
        held.save(update_fields=["before", "before_until", "secret"])
        trail.record(who, "webhook.secret", f"webhook:{webhook.public_id}", now=now)
    return secret


def forget_before(webhook: Webhook, who: Actor, now: datetime) -> None:
    """The secret before signs nothing from now on: the other side has taken the new one over, or it was found out."""
    with transaction.atomic():
        known = Webhook.objects.filter(pk=webhook.pk).exclude(before_until=None)
        if known.update(before=b"", before_until=None):
            trail.record(who, "webhook.forgotten", f"webhook:{webhook.public_id}", now=now)


def secrets_of(webhook: Webhook, now: datetime) -> list[str]:
    """Those that sign now, the newest first. Raises sealing.Unsealable."""
    overlaps = webhook.before_until is not None and now < webhook.before_until
    return [sealing.unseal(bytes(one)) for one in (webhook.secret, *([webhook.before] if overlaps else []))]


def told(row: Webhook) -> dict[str, object]:
    """As the trail has it: the secret is not in it."""
    return {"name": row.name, "address": row.address, "codes": row.codes, "inside": row.inside, "on": row.on}
