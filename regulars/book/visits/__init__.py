"""Who comes today and tomorrow, and for each the few lines that one should have read before."""
