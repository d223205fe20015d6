"""The room as a Django application."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "regulars.staff"
