"""Calls, as they are written down by who was on the phone."""
