"""Who has a conversation open, and who is writing."""
