"""The kinds of moment that giving makes, and how these are put into words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.book.kinds import MOMENT_KINDS, MomentKind
from regulars.book.payloads import Given
from regulars.gestures.contract import AMENDS
from regulars.gestures.models import Gesture, Offer, Offered
from regulars.web.words import money

OFFERED, CHOSEN, GIVEN, FAILED = "amends.offered", "amends.chosen", "amends.given", "amends.failed"
TAKEN_BACK, GIFT = "amends.taken_back", "gift.given"


def named(payload: Mapping[str, Any]) -> str:
    """What was given, with its worth."""
    labels = [str(one.label) if (one := AMENDS.get(code)) else code for code in str(payload["code"]).split()]
    worth = int(payload["worth"])
    return f"{', '.join(labels)} ({money(worth, payload['currency'])})" if worth else ", ".join(labels)


def offered(payload: Mapping[str, Any]) -> str:
    """What they may choose from."""
    return _("We offered a choice: %(amends)s") % {"amends": named({**payload, "worth": 0})}


def chosen(payload: Mapping[str, Any]) -> str:
    """What they took."""
    return _("They chose: %(amends)s") % {"amends": named(payload)}


def given(payload: Mapping[str, Any]) -> str:
    """What they have."""
    return _("We made good: %(amends)s") % {"amends": named(payload)}


def failed(payload: Mapping[str, Any]) -> str:
    """What has not worked yet."""
    return _("It did not work yet: %(amends)s") % {"amends": named(payload)}


def taken_back(payload: Mapping[str, Any]) -> str:
    """What they do not have after all."""
    return _("We took back: %(amends)s") % {"amends": named(payload)}


def gift(payload: Mapping[str, Any]) -> str:
    """What we gave freely."""
    return _("We gave, just so: %(amends)s") % {"amends": named(payload)}


for kind in (
    MomentKind(OFFERED, gettext_lazy("Amends offered"), "other", offered),
    MomentKind(CHOSEN, gettext_lazy("Amends chosen"), "other", chosen),
    MomentKind(GIVEN, gettext_lazy("Amends given"), "other", given),
    MomentKind(FAILED, gettext_lazy("Amends that did not work"), "other", failed),
    MomentKind(TAKEN_BACK, gettext_lazy("Amends taken back"), "other", taken_back),
    MomentKind(GIFT, gettext_lazy("Gift"), "other", gift),
):
    MOMENT_KINDS.offer(kind.code, kind)


def payload_of(gesture: Gesture) -> Given:
    """What the moments of a gesture carry."""
    return Given(
        gesture=gesture.public_id,
        code=gesture.code,
        worth=gesture.worth,
        cost=gesture.cost,
        currency=gesture.currency,
        recovery=gesture.recovery,
    )


def payload_of_offer(offer: Offer, offered: list[Offered]) -> Given:
    """What the moment of an offer carries: worth and cost are those of the dearest."""
    dearest = max(offered, key=lambda one: one.cost)
    return Given(
        gesture=offer.public_id,
        code=" ".join(one.code for one in offered),
        worth=dearest.worth,
        cost=dearest.cost,
        currency=dearest.currency,
        recovery=offer.recovery,
    )
