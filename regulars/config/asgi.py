"""For an ASGI server of your own choice: `regulars.config.asgi:application`. `./do regulars serve` does not need it."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.config.settings")
django.setup()

from regulars.config.application import make  # noqa: E402 settings have to be ready first

application, _ = make()
