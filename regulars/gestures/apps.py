"""The room as a Django application."""

from django.apps import AppConfig


class GesturesConfig(AppConfig):
    name = "regulars.gestures"
