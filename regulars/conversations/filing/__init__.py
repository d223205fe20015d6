"""Filing: from raw deliveries to moments in books, many at a time, in one transaction."""
