"""What is to be done for a customer, and that it is done."""
