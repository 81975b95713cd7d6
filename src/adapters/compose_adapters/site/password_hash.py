"""The encoded form of an argon2 hash, judged without computing one (RFC 9106)."""

import re

_ENCODED = re.compile(
    r"\$argon2(id|i|d)\$v=19\$m=([1-9][0-9]{0,9}),t=([1-9][0-9]{0,9}),p=([1-9][0-9]{0,7})"
    r"\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{16,})",
    re.ASCII,
)
# A log-in must not take the machine's memory or minutes.
MAX_MEMORY_KIB = 4 * 1024 * 1024
MAX_PASSES = 1000
MAX_LANES = 255
FLOOR = ((47_104, 1), (19_456, 2), (12_288, 3), (9_216, 4), (7_168, 5))
"""Memory in KiB and passes, of argon2id: a hash has at least as much as one of these pairs.

They are OWASP's minimum, and take who guesses passwords equally long.
"""


def is_password_hash(encoded: str) -> bool:
    """Whether a text is an argon2 hash that a log-in can be checked against."""
    found = _ENCODED.fullmatch(encoded)
    if not found:
        return False
    memory, passes, lanes = (int(found[n]) for n in (2, 3, 4))
    is_bearable = memory <= MAX_MEMORY_KIB and passes <= MAX_PASSES and lanes <= MAX_LANES
    # 8 KiB a lane is the least that the algorithm works with.
    return is_bearable and memory >= 8 * lanes and _is_base64(found[5]) and _is_base64(found[6])


def is_strong(encoded: str) -> bool:
    """Whether a hash of argon2 takes who guesses passwords long enough."""
    found = _ENCODED.fullmatch(encoded)
    if not found or found[1] != "id":
        return False
    memory, passes = int(found[2]), int(found[3])
    return any(memory >= least and passes >= fewest for least, fewest in FLOOR)


def _is_base64(text: str) -> bool:
    # Unpadded: a remainder of one character holds no octet.
    return len(text) % 4 != 1
