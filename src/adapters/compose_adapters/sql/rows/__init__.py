"""Values of the core as rows of the tables, and back."""
