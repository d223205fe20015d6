"""The money ledger: double entry, each booking once, balances guarded where they are changed."""
