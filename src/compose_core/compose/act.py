"""What a caller asks to be done with a request."""

import attrs

from compose_core.model.request import Command


@attrs.frozen
class Act:
    """A command with its options.

    Args:
        command: save, send, or send and complete.
        expand_macros: for a draft; what is sent is always expanded (A2).
        automatic_text: whether an HTML-only message gets a text alternative (M9).
    """

    command: Command
    expand_macros: bool = False
    automatic_text: bool = False

    @property
    def expands(self) -> bool:
        """Whether the macros are expanded."""
        return self.expand_macros or self.command is not Command.SAVE
