"""The house as a Django application: at start, everything that is present declares itself."""

from django.apps import AppConfig

from regulars.config.presence import declare, packages


class HouseConfig(AppConfig):
    name = "regulars.config"
    label = "house"

    def ready(self) -> None:
        """Runs once all rows are known; later imports find every slot filled."""
        declare(packages())
