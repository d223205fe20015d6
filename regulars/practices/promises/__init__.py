"""Promises: what was told to a customer, by when, and what became of it."""
