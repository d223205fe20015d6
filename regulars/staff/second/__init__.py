"""Proving who one is with more than a password: codes, recovery codes, passkeys, and a company's own sign-in."""
