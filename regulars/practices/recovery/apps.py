"""The practice as a Django application."""

from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "regulars.practices.recovery"
