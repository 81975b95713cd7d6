"""What the machine gives: the time, randomness, a log, a look into files."""

from compose_adapters.system.chance import SystemClock, SystemRandom
from compose_adapters.system.guarded import GuardedEvents
from compose_adapters.system.journal import LoggedEvents
from compose_adapters.system.scanner import FirstOctetsScanner

__all__ = ["FirstOctetsScanner", "GuardedEvents", "LoggedEvents", "SystemClock", "SystemRandom"]
