"""Connecting a mailbox: guess how, try both ways, show what would come in, and only then begin."""
