"""The room as a Django application."""

from django.apps import AppConfig


class BookConfig(AppConfig):
    name = "regulars.book"
