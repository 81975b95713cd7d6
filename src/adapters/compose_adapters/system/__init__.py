"""The machine: its time, its randomness, its log, and a look into files."""

from compose_adapters.system.events import GuardedEvents, LoggedEvents
from compose_adapters.system.machine import SystemClock, SystemRandom
from compose_adapters.system.scanner import FirstOctetsScanner

__all__ = ["FirstOctetsScanner", "GuardedEvents", "LoggedEvents", "SystemClock", "SystemRandom"]
