"""The moments of promises, and what each says in the book."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.book.practice import MomentKind
from regulars.practices.promises import words
from regulars.web.words import full

Payload = Mapping[str, Any]


def until(payload: Payload) -> str:
    """By when it is due, a day as a day; empty where no time was said."""
    due = payload.get("due_at") or ""
    if not due:
        return ""
    # Moments of an earlier version hold no more than the instant.
    if not payload.get("due_local"):
        return _("by %(when)s") % {"when": full(timezone.localtime(datetime.fromisoformat(due)))}
    return words.until(payload["due_local"], payload["due_zone"], payload["due_means"], datetime.fromisoformat(due))


def made(payload: Payload) -> str:
    """A promise was made."""
    if due := until(payload):
        return _("Promised: %(what)s, %(due)s") % {"what": payload["what"], "due": due}
    return _("Promised, without a time: %(what)s") % {"what": payload["what"]}


def kept(payload: Payload) -> str:
    """It was kept."""
    return _("Promise kept: %(what)s") % payload


def late(payload: Payload) -> str:
    """It was kept after its time."""
    return _("Promise kept, but late: %(what)s") % payload


def broken(payload: Payload) -> str:
    """It was not kept."""
    if due := until(payload):
        return _("Promise broken: %(what)s, due %(due)s") % {"what": payload["what"], "due": due}
    return _("Promise broken: %(what)s") % payload


def released(payload: Payload) -> str:
    """They let us off."""
    return _("They let us off our promise: %(what)s") % payload


def replaced(payload: Payload) -> str:
    """Another stands in its place."""
    return _("Another promise stands in the place of this one: %(what)s") % payload


def honoured(payload: Payload) -> str:
    """What they understood was made good."""
    return _("Promise honoured as they understood it: %(what)s") % payload


def mistaken(payload: Payload) -> str:
    """It was none."""
    return _("This was no promise after all: %(what)s") % payload


def reopened(payload: Payload) -> str:
    """How it ended was taken back."""
    return _("How this promise ended was taken back: %(what)s") % payload


def denied(payload: Payload) -> str:
    """They say that it did not happen."""
    return _("They say that this did not happen: %(what)s") % payload


KINDS = (
    MomentKind("promise.made", gettext_lazy("Promise made"), "other", made, sought=True),
    MomentKind("promise.kept", gettext_lazy("Promise kept"), "other", kept),
    MomentKind("promise.late", gettext_lazy("Promise kept late"), "other", late),
    MomentKind("promise.broken", gettext_lazy("Promise broken"), "other", broken),
    MomentKind("promise.released", gettext_lazy("Released from a promise"), "other", released),
    MomentKind("promise.replaced", gettext_lazy("Promise replaced"), "other", replaced),
    MomentKind("promise.honoured", gettext_lazy("Promise honoured"), "other", honoured),
    MomentKind("promise.mistaken", gettext_lazy("No promise after all"), "other", mistaken),
    MomentKind("promise.denied", gettext_lazy("Promise not kept, they say"), "other", denied),
    MomentKind("promise.reopened", gettext_lazy("Promise open again"), "other", reopened),
)
