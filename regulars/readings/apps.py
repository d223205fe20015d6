"""The room as a Django application."""

from django.apps import AppConfig


class ReadingsConfig(AppConfig):
    name = "regulars.readings"
