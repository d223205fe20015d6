"""Every path once more, with what has become present since the start."""

from regulars.config.urls import patterns

urlpatterns = patterns()
