"""The demo company: Gasthaus Linde, a small hotel with a shop, and two years of about forty people's stories."""
