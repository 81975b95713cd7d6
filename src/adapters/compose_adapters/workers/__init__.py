"""Threads that deliver."""

from compose_adapters.workers.delivering import Workers

__all__ = ["Workers"]
