"""Nobody left hanging: every bad experience that nobody followed up, however old, found in the books."""
