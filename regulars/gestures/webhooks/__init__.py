"""Asking outside systems to carry amends out: signed, until they answer."""
