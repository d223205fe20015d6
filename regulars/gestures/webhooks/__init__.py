"""Asking outside systems for what they have to do: signed, until they answer."""
