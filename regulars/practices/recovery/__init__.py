"""Recovery: a failure is heard, owned, made right, and looked after until the customer is well."""
