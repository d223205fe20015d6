"""Today: what one person has to do now, in the order in which it should be done."""
