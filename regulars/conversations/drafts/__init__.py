"""What people write before anybody gets it: drafts, their files, and the moment of sending."""
