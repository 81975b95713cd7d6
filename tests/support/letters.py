"""A letter for the tests; `attrs.evolve` changes what a test is about."""

from datetime import UTC, datetime

from compose_core.letter import Letter, Mailbox, render

PLAIN = Letter(
    sender=Mailbox("Example Support", "support@example.com"),
    to=("pat@example.com",),
    cc=(),
    reply_to=None,
    subject="Your order",
    date=datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
    message_id="<7.3.token@example.com>",
    in_reply_to=None,
    references=(),
    text="Hello Pat,\nit is on its way.\n",
    html=None,
    boundary="token",
)


def octets(letter: Letter) -> bytes:
    return b"".join(render(letter))
