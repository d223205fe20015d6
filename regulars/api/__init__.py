"""The desk for programs: REST with tokens, under /api/v1/."""
