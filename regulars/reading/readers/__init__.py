"""One file for each kind of reading, or for a few that share their words. A new one is a new file here."""
