"""What is confirmed stands by itself: it points at nothing that is read anew, done, or thrown away."""

from django.apps import apps
from django.db.models import ForeignKey

# Of these nothing is the ledger's own: readings are made again, drafts and tasks are work.
PASSING = frozenset({"conversations.Draft", "book.Task"})
ROOMS = frozenset({"conversations", "readings"})
# Of what waits in a draft; it is taken out once that is sent.
WAITING = {
    "promises.Contradiction.draft",
    "promises.NoPromise.draft",
    "promises.Promise.draft",
    "promises.Told.draft",
}


def is_passing(label: str) -> bool:
    """Whether a row of that kind may be gone tomorrow."""
    return label in PASSING or label.startswith("readings.")


def test_the_ledger_points_at_no_reading_and_no_work() -> None:
    pointing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label not in ROOMS
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and is_passing(field.related_model._meta.label)
    }
    assert pointing == WAITING
