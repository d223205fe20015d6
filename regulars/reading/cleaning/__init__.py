"""From what stands in a message to the writer's own sentences, with their places in the untouched text."""

from regulars.reading.cleaning.letter import cleaned

__all__ = ["cleaned"]
