"""Findings about macros and their expansion (section 5)."""
