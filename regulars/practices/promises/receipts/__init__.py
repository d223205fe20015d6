"""The receipt of a promise: a page that the customer opens by a signed link, with what stands and how it goes."""
