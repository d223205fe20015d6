"""Found by being named in REGULARS_PRACTICES; a practice of the house is found by lying in its folder."""
