"""A mail server for tests: it keeps what it accepts, and misbehaves where it is told to."""

from compose_adapters.smtp.testing.acts import (
    Act,
    Peer,
    closes,
    drips,
    floods,
    injects,
    is_silent,
    only_first,
    replies,
    talks_nonsense,
)
from compose_adapters.smtp.testing.server import ReceivedMail, RecordingServer

__all__ = [
    "Act",
    "Peer",
    "ReceivedMail",
    "RecordingServer",
    "closes",
    "drips",
    "floods",
    "injects",
    "is_silent",
    "only_first",
    "replies",
    "talks_nonsense",
]
