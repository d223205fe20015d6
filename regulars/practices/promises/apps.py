"""The practice as a Django application."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "regulars.practices.promises"
