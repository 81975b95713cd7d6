"""The machine's clock and its source of secrets."""
