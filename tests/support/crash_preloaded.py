"""What every process of these tests needs, imported once and then forked.

Every process imports the main module of its parent again, and that is pytest's.
"""

import pytest

import crash_composing
import crash_posters
import crash_sink
import crash_victims
from compose_adapters.cli import delivering

__all__ = [
    "crash_composing",
    "crash_posters",
    "crash_sink",
    "crash_victims",
    "delivering",
    "pytest",
]
