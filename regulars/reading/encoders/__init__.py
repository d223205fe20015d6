"""Texts as vectors. Loaded by the process that reads and by commands; never by one that serves pages."""
