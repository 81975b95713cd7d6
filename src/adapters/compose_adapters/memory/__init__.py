"""Every port in memory: for tests, demos and hosts that keep nothing."""

from compose_adapters.memory.outbox import MemoryOutbox
from compose_adapters.memory.records import MemoryRecords
from compose_adapters.memory.secure_links import MemorySecureLinks
from compose_adapters.memory.sessions import MemoryLoginAttempts, MemorySessions
from compose_adapters.memory.site import MemorySite
from compose_adapters.memory.store import MemoryStore
from compose_adapters.memory.system import MemoryEvents, MemoryIds
from compose_adapters.memory.tables import Tables

__all__ = [
    "MemoryEvents",
    "MemoryIds",
    "MemoryLoginAttempts",
    "MemoryOutbox",
    "MemoryRecords",
    "MemorySecureLinks",
    "MemorySessions",
    "MemorySite",
    "MemoryStore",
    "Tables",
]
