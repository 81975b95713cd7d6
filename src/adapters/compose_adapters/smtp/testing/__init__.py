"""A mail server for tests: it keeps what it accepts, and misbehaves where it is told to."""

from compose_adapters.smtp.testing.acts import (
    Act,
    closes,
    drips,
    floods,
    injects,
    is_silent,
    only_first,
    replies,
    talks_nonsense,
)
from compose_adapters.smtp.testing.conversation import ReceivedMail
from compose_adapters.smtp.testing.peer import Peer
from compose_adapters.smtp.testing.server import RecordingServer

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
