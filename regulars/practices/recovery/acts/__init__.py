"""Verbs of recovery. Each is one transaction."""
