"""Programs that die or stop at a named point."""

import time
from datetime import timedelta
from pathlib import Path

import attrs

from compose_adapters.wiring.configuration import Configuration
from compose_adapters.wiring.embedded import Container
from compose_core.delivery import DeliveryService, DeliverySettings
from compose_core.testing import builders
from crash_composing import key_of, request_of
from crash_points import Order, Points
from crash_ports import WatchedIds, WatchedMailer, WatchedOutbox, WatchedStore, watch_the_dot


@attrs.frozen
class Post:
    """Where a victim works.

    Args:
        name: of the victim.
        database: its URL.
        smtp: of the mail server.
        folder: where it leaves what it tells.
        lease: how long what it claims is its own.
    """

    name: str
    database: str
    smtp: str
    folder: Path
    lease: timedelta

    @property
    def output(self) -> Path:
        return self.folder / f"{self.name}.log"

    @property
    def trace(self) -> Path:
        """Where the points go that it reaches."""
        return self.folder / f"{self.name}.trace"

    @property
    def delivery(self) -> DeliverySettings:
        return DeliverySettings(lease=self.lease, deadline=self.lease * 5 / 6)


def send(post: Post, number: int, order: Order) -> None:
    """Send the request of a number."""
    world, points = _world(post), Points(order, post.trace)
    points.watch(world.database)
    service = attrs.evolve(
        world.compose,
        store=WatchedStore(world.compose.store, points),
        ids=WatchedIds(world.compose.ids, points),
    )
    service.send(request_of(number), builders.AGENT, idempotency_key=key_of(number))
    points.reached("before the answer")


def deliver(post: Post, order: Order, stopping: bool) -> None:
    """Deliver what is due, once; or, when stopping, claim it and give it back."""
    world, points = _world(post), Points(order, post.trace)
    points.watch(world.database)
    watch_the_dot(points)
    service = DeliveryService(
        outbox=WatchedOutbox(world.outbox, points),
        mailer=WatchedMailer(world.mailer, points),
        clock=world.clock,
        random=world.random,
        events=world.events,
        pause=lambda wait: time.sleep(wait.total_seconds()),
        settings=post.delivery,
    )
    service.deliver_batch(stopping=lambda: stopping)
    world.close()


def _world(post: Post) -> Container:
    return Container(Configuration(database=post.database, smtp=post.smtp, delivery=post.delivery))
