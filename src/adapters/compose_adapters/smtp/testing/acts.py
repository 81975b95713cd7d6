"""What a misbehaving server does in place of its reply."""

from collections.abc import Callable

from compose_adapters.smtp.testing.peer import Peer

Act = Callable[[Peer], bool]
"""Does something to a client; false where the server shall behave as usual after it."""

_FLOOD = 65_536


def replies(*lines: str) -> Act:
    """Say these lines."""

    def act(peer: Peer) -> bool:
        peer.reply(*lines)
        if lines[-1].startswith("421"):
            peer.close()
        return True

    return act


def closes(peer: Peer) -> bool:
    """Hang up without a word."""
    peer.close()
    return True


def is_silent(peer: Peer) -> bool:
    """Say nothing until the client hangs up."""
    while peer.until(b"\n"):
        pass
    return True


def talks_nonsense(peer: Peer) -> bool:
    """Say what is no reply of SMTP."""
    peer.say(b"<html>Bad Request</html>\r\n")
    return True


def floods(piece: bytes) -> Act:
    """Say the same without end."""

    def act(peer: Peer) -> bool:
        octets = piece * (_FLOOD // len(piece))
        while peer.is_open and not peer.stopping.is_set():
            peer.say(octets)
        return True

    return act


def drips(octets: bytes, seconds: float) -> Act:
    """Say an octet at a time, and wait between them."""

    def act(peer: Peer) -> bool:
        for octet in octets:
            peer.say(bytes([octet]))
            if not peer.is_open or peer.stopping.wait(seconds):
                break
        return True

    return act


def injects(octets: bytes) -> Act:
    """Say the octets, and then what belongs there."""

    def act(peer: Peer) -> bool:
        peer.say(octets)
        return False

    return act


def only_first(times: int, act: Act) -> Act:
    """Do it so many times, and behave from then on."""
    left = iter(range(times))

    def limited(peer: Peer) -> bool:
        return next(left, None) is not None and act(peer)

    return limited
