"""`demo`: the examples, composed, sent and delivered for real on this machine."""

from compose_adapters.cli.demo.command import demo

__all__ = ["demo"]
