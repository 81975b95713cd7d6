"""What the machine gives: the time, randomness, a log, a look into files."""

from compose_adapters.system.clock import SystemClock
from compose_adapters.system.event_log import LoggedEvents
from compose_adapters.system.guarded import GuardedEvents
from compose_adapters.system.random import SystemRandom
from compose_adapters.system.scanner import FirstOctetsScanner

__all__ = ["FirstOctetsScanner", "GuardedEvents", "LoggedEvents", "SystemClock", "SystemRandom"]
