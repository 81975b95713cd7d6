"""Whether a client keeps up with what it sends or takes."""

import attrs


@attrs.define
class Pace:
    """Whether a client keeps up: a bucket of seconds that octets fill and time empties.

    Args:
        rate: octets that a second is worth.
        most: seconds that the bucket holds; it is full at first.
    """

    rate: int
    most: float
    left: float = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.left = self.most

    @property
    def behind(self) -> float:
        """How many seconds the client is late by."""
        return self.most - self.left

    def keeps_up(self, octets: int, seconds: float) -> bool:
        """Count what came in a time; whether the client may go on."""
        self.left = min(self.most, self.left + octets / self.rate) - seconds
        return self.left > 0
