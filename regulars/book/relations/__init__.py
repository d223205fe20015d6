"""Relations: who is whose assistant, spouse or employer, and what each sees of the other."""
