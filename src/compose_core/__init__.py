"""An agent composes and sends an email activity: the decisions, without any input or output.

Start with `compose_core.compose`, the use case, and `compose_core.ports`, what it needs
of the world.
"""
