"""What was given stays for the accounts; the words around it, and what is still to be done for somebody, go."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regulars.book.leaving.reducing import Reducing, staff
from regulars.book.leaving.slots import LEAVING, SORTS, Count, Leaving, Part, Sort
from regulars.book.leaving.whose import Whose
from regulars.engine.personal import emptied
from regulars.gestures.models import (
    Account,
    Chosen,
    Entry,
    Gesture,
    Offer,
    Offered,
    Remark,
    Review,
    Sending,
    Step,
    Voucher,
)
from regulars.gestures.money import allowances
from regulars.gestures.money.rules import CREDIT
from regulars.gestures.rules import OPEN, STATES, TAKEN_BACK
from regulars.gestures.webhooks import queueing

STAYS = _("What was given, when and for how much stays, since accounts have to be kept; why, and their words, go.")
AT_ONCE = 500


def gestures(of: Whose) -> Any:
    """All of their books'."""
    return Gesture.objects.filter(customer__in=of.ids)


def counts(of: Whose) -> list[Count]:
    """How many there are."""
    return [
        Count("gestures", gestures(of).count()),
        Count("offers", Offer.objects.filter(customer__in=of.ids).count()),
        Count("vouchers", Voucher.objects.filter(customer__in=of.ids).count()),
    ]


def erase(of: Whose, now: datetime) -> Iterable[str]:
    """Empty the words. What was still to be given is taken back. A voucher on paper stays good."""
    for gesture in gestures(of).filter(state__in=OPEN):
        Gesture.objects.filter(pk=gesture.pk).update(state=TAKEN_BACK)
        Step.objects.create(gesture=gesture, state=TAKEN_BACK, at=now)
        allowances.give_back(gesture, now)
    theirs, offers = Q(gesture__customer__in=of.ids), Q(offer__customer__in=of.ids)
    queueing.stop(Sending.objects.filter(theirs), now)
    Sending.objects.filter(theirs).update(**emptied("gestures.Sending"))
    Step.objects.filter(theirs).update(**emptied("gestures.Step"))
    Entry.objects.filter(theirs).update(**emptied("gestures.Entry"))
    Review.objects.filter(theirs).delete()
    Remark.objects.filter(theirs).delete()
    Chosen.objects.filter(offers).update(**emptied("gestures.Chosen"))
    Offered.objects.filter(offers).update(**emptied("gestures.Offered"))
    open_offers = Offer.objects.filter(customer__in=of.ids, withdrawn_at=None, choice=None)
    open_offers.update(withdrawn_at=now)
    Offer.objects.filter(customer__in=of.ids).update(**emptied("gestures.Offer"))
    gestures(of).update(**emptied("gestures.Gesture"))
    return ()


def parts(of: Whose, reducing: Reducing) -> Sequence[Part]:
    """What they were offered and given, and what they still have."""
    return [
        Part("offers", _("What we offered you"), lambda: offered(of, reducing)),
        Part("gestures", _("What we gave you"), lambda: given(of, reducing), {"state": STATES}),
        Part("vouchers", _("Vouchers"), lambda: vouchers(of)),
        Part("credit", _("Your credit"), lambda: credits_of(of)),
    ]


def offered(of: Whose, reducing: Reducing) -> Iterator[dict[str, Any]]:
    """Offers, with what was chosen."""
    rows = Offer.objects.filter(customer__in=of.ids).select_related("agent", "choice__offered")
    for one in rows.prefetch_related("offered").order_by("pk").iterator(AT_ONCE):
        choice = getattr(one, "choice", None)
        yield {
            "id": one.public_id,
            "at": one.at,
            "by": staff(one.agent.name),
            "what": [row.words for row in one.offered.all()],
            "chosen": choice.offered.words if choice else "",
            "words": reducing.text(choice.words) if choice else "",
            "why": reducing.text(one.why),
        }


def given(of: Whose, reducing: Reducing) -> Iterator[dict[str, Any]]:
    """Gestures, with their state."""
    for one in gestures(of).select_related("agent").order_by("pk").iterator(AT_ONCE):
        yield {
            "id": one.public_id,
            "at": one.at,
            "by": staff(one.agent.name),
            "what": one.words,
            "worth": one.worth,
            "currency": one.currency,
            "state": one.state,
            "why": reducing.text(one.why),
        }


def vouchers(of: Whose) -> Iterator[dict[str, Any]]:
    """Vouchers, with when they were redeemed."""
    rows = Voucher.objects.filter(customer__in=of.ids).select_related("redemption")
    for one in rows.order_by("pk").iterator(AT_ONCE):
        redeemed = getattr(one, "redemption", None)
        yield {
            "id": one.public_id,
            "worth": one.worth,
            "currency": one.currency,
            "expires": one.expires_local,
            "zone": one.expires_zone,
            "redeemed_at": redeemed.at if redeemed else None,
        }


def credits_of(of: Whose) -> Iterator[dict[str, Any]]:
    """What stands to their credit."""
    for one in Account.objects.filter(kind=CREDIT, customer__in=of.ids).order_by("pk"):
        yield {"balance": one.balance, "currency": one.currency}


SORTS.offer("gestures", Sort(_("What they were given"), STAYS))
SORTS.offer("offers", Sort(_("What they were offered"), STAYS))
SORTS.offer("vouchers", Sort(_("Vouchers"), _("Whoever has the paper has the money, so vouchers stay good.")))
LEAVING.offer("gestures", Leaving(parts, counts, erase))
