"""A reward stays good for longer than the programme says."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.gestures.contract import SYSTEM, Amends, Fit, Limits
from regulars.gestures.rules import Case, Terms
from regulars.gestures.terms import about_reward, no_reward
from regulars.web.words import day_said

LONGER = timedelta(days=30)
SOON = timedelta(days=14)


def terms(case: Case, worth: int) -> Terms | Refused:
    """Good for a month from its end, or from today where that has passed. What it costs us is not known."""
    reward = case.reward
    if reward is None or not reward.ends:
        return no_reward()
    ends = datetime.fromisoformat(reward.ends)
    today = case.now.replace(tzinfo=None).replace(hour=ends.hour, minute=ends.minute, second=ends.second, microsecond=0)
    until = (max(ends, today) + LONGER).isoformat(timespec="seconds")
    return Terms(0, 0, reward.currency or case.currency, {**about_reward(reward), "until": until})


def words(terms: Terms) -> str:
    """For the customer."""
    named = {"programme": terms.detail.get("programme", ""), "until": day_said(terms.detail.get("until", ""))}
    return _("Your reward with %(programme)s stays good until the end of %(until)s") % named


def fits(case: Case) -> Fit:
    """It ends soon, or has just ended."""
    reward = case.reward
    if reward is None or not reward.ends:
        return Fit(0)
    if abs(datetime.fromisoformat(reward.ends) - case.now.replace(tzinfo=None)) <= SOON:
        return Fit(9, _("Their reward with %(programme)s ends about now.") % {"programme": reward.programme})
    return Fit(2, _("They hold a reward that ends."))


def todo(terms: Terms) -> str:
    """For a colleague."""
    named = {"programme": terms.detail.get("programme", ""), "until": day_said(terms.detail.get("until", ""))}
    return _("Extend their reward with %(programme)s until the end of %(until)s") % named


AMENDS = Amends(
    "reward_extended",
    gettext_lazy("Reward extended"),
    SYSTEM,
    Limits(0, 0, 2, 365),
    terms,
    words,
    fits,
    todo,
    needs="reward",
)
