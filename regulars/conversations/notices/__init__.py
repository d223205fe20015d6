"""What one agent should know: rows of `Notice`, each with its reason."""
