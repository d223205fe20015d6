"""One of many values, sent as one parameter."""

import pytest

from regulars.engine.models import Cursor

pytestmark = pytest.mark.django_db


def test_texts_are_found_whatever_signs_they_hold() -> None:
    names = ["plain", "a\\b", 'a"b', "{a,b}", "null", " a ", "a'b", "%s", "ä\n☕", ""]
    Cursor.objects.bulk_create([Cursor(name=name) for name in [*names, "ab", "other"]])

    assert set(Cursor.objects.filter(name__among=names).values_list("name", flat=True)) == set(names)


def test_of_no_values_none_is_found() -> None:
    Cursor.objects.create(name="")

    assert not Cursor.objects.filter(name__among=[]).exists()
    assert not Cursor.objects.filter(pk__among=iter([])).exists()
