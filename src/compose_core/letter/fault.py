"""Why a letter cannot be mailed."""

from compose_core.errors.exceptions import ComposeError


class Unrenderable(ComposeError, ValueError):
    """A value of the letter has no form in a mail.

    The rules refuse such values with a finding of their own; whoever goes round the rules meets
    this error, and no part of the letter is rendered.

    Args:
        field: the letter's field, such as ``subject`` or ``enclosures[0].file_name``.
        reason: what is wrong with it, without the value itself.
    """

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}: {reason}")
