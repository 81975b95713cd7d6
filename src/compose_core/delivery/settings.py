"""How a worker works."""

from datetime import timedelta

import attrs

from compose_core.delivery.backoff import Backoff


@attrs.frozen
class DeliverySettings:
    """How a worker works.

    Args:
        lease: how long a claimed mail is a worker's own.
        deadline: how long one hand-over may take; below the lease.
        batch: how many mails are claimed at once, at least 1.
        backoff: when to try again.

    Raises:
        ValueError: a hand-over could outlive its lease.
    """

    lease: timedelta = timedelta(seconds=60)
    deadline: timedelta = timedelta(seconds=50)
    batch: int = 20
    backoff: Backoff = Backoff()

    def __attrs_post_init__(self) -> None:
        if not timedelta(0) < self.deadline < self.lease:
            raise ValueError(
                f"the deadline of a hand-over is {self.deadline}; "
                f"it must be below the lease, {self.lease}"
            )

    @property
    def margin(self) -> timedelta:
        """How long before its lease ends a hand-over is broken off, to write the results."""
        return (self.lease - self.deadline) / 2

    @property
    def reach(self) -> timedelta:
        """How much of a batch's leases must be left for another of its mails to begin."""
        return self.deadline + self.margin
