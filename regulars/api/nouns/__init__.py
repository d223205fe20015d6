"""What programs may ask for, a file for each noun."""
