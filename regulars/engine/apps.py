from django.apps import AppConfig
from django.db.models import Field, ForeignObject

from regulars.engine.among import Among


class EngineConfig(AppConfig):
    name = "regulars.engine"
    label = "engine"
    verbose_name = "Engine"

    def ready(self) -> None:
        Field.register_lookup(Among)
        # Related fields have lookups of their own.
        ForeignObject.register_lookup(Among)
