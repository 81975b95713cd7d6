"""What stands where a tree has no value that can be read."""


class Nothing:
    """Stands for a value that there is none of."""


ABSENT = Nothing()
"""Not given, or an empty list: as if it were not there."""

UNREADABLE = Nothing()
"""Given, and the finding is made."""
