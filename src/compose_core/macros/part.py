"""The parts of a message that macros stand in (M2)."""

from enum import Enum


class Part(Enum):
    """A part of a message; all three are expanded together (M2)."""

    SUBJECT = "subject"
    TEXT = "text"
    HTML = "html"
