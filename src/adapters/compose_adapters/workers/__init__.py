"""Threads: those that deliver, and the one that composes for many."""

from compose_adapters.workers.composing import GroupedCompose
from compose_adapters.workers.delivering import Workers

__all__ = ["GroupedCompose", "Workers"]
