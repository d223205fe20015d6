"""The room as a Django application."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "regulars.conversations"
