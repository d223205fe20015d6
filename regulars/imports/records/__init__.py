"""Records out of files: CSV and JSON of other systems, understood row by row."""
