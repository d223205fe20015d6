"""The verbs of giving, as practices and pages use them: offer, choose, give, settle, take back."""

from regulars.gestures.giving import give
from regulars.gestures.offers.acts import choose, offer, withdraw
from regulars.gestures.settling import call_off, failed, settle, take_back, try_again

__all__ = ["call_off", "choose", "failed", "give", "offer", "settle", "take_back", "try_again", "withdraw"]
