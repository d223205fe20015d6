"""Every column that can hold words says whether it is personal."""

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Field, Model

from regulars.engine.personal import PERSONAL, emptied

WORDY = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def wordy(model: type[Model]) -> set[str]:
    """The columns of a model that can hold words; choices among some of ours are none of a person's."""
    columns: list[Field[object, object]] = list(model._meta.concrete_fields)
    return {one.name for one in columns if isinstance(one, WORDY)}


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_every_column_with_words_is_declared(model: type[Model]) -> None:
    columns = PERSONAL.get(model._meta.label)
    assert columns is not None, f"{model._meta.label}: say in its room's personal.py what is personal"
    if columns.deleted or columns.why:
        return
    declared = {*columns.becomes, *columns.stays}
    assert wordy(model) - declared == set()
    assert declared - wordy(model) == set()
    assert all(columns.stays.values())


def test_what_is_not_declared_cannot_be_emptied() -> None:
    with pytest.raises(LookupError):
        emptied("book.Unheard")


def test_an_empty_value_is_not_shared_between_rows() -> None:
    emptied("book.Message")["to"] = ["somebody"]
    assert emptied("book.Message")["to"] == []
