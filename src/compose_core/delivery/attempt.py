"""One attempt to hand a mail over, whatever goes wrong in it."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import attrs

from compose_core.delivery.hand_over import envelope_of, handed
from compose_core.model.token import token_hash
from compose_core.outbox import Mail, Outgoing, Result, Verdict
from compose_core.ports import Mailer, Outbox
from compose_core.ports.random import Random


def attempted(
    outbox: Outbox, mailer: Mailer, random: Random, mail: Mail, within: Callable[[], timedelta]
) -> Sequence[Result]:
    """What an attempt comes to, for each recipient that the mail is being handed over to.

    A fault of ours is a result too: one bad mail must not stop the rest. Before the mailer
    was asked the mail is deferred; after that nobody knows what went out.

    Args:
        outbox: has the letter.
        mailer: gets it.
        random: for the token of a secure link.
        mail: being handed over.
        within: asked last of all how much time the mailer has.
    """
    try:
        outgoing = _outgoing(outbox, random, mail)
    except Exception as fault:  # noqa: BLE001 - whatever it is, the others go on
        return _all(mail, Verdict.DEFERRED, f"the letter could not be read ({_named(fault)})")
    try:
        return _sent(mailer, mail, outgoing, within())
    except Exception as fault:  # noqa: BLE001 - as above
        return _all(mail, Verdict.UNCERTAIN, f"a fault while handing over ({_named(fault)})")


def _outgoing(outbox: Outbox, random: Random, mail: Mail) -> Outgoing:
    """The letter; of a notification with a token that is in no store and no other attempt's."""
    outgoing = outbox.outgoing(mail)
    if outgoing.letter.link_token is None:
        return outgoing
    token = random.token()
    # Before the mail can arrive: whoever opens it at once shall find the message.
    outbox.add_link_token(mail, token_hash(token))
    return attrs.evolve(outgoing, letter=outgoing.letter.with_link_token(token))


def _sent(mailer: Mailer, mail: Mail, outgoing: Outgoing, within: timedelta) -> Sequence[Result]:
    results = mailer.send(outgoing.letter, envelope_of(mail, outgoing.sender), within)
    if len(results) != len(handed(mail)):
        raise ValueError(f"{len(results)} results for {len(handed(mail))} recipients")
    return results


def _all(mail: Mail, verdict: Verdict, reply: str) -> Sequence[Result]:
    return [Result(verdict, reply)] * len(handed(mail))


def _named(fault: Exception) -> str:
    # Its text may hold an address or a secret.
    return type(fault).__name__
