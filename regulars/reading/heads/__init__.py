"""Trained heads: small matrices over words and vectors, each with a card that says what it was made of and how good."""
