"""The encoded form of an argon2 hash, judged without computing one (RFC 9106)."""

import re

_ENCODED = re.compile(
    r"\$argon2(?:id|i|d)\$v=19\$m=([1-9][0-9]{0,9}),t=([1-9][0-9]{0,9}),p=([1-9][0-9]{0,7})"
    r"\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{16,})",
    re.ASCII,
)
# A log-in must not take the machine's memory or minutes.
MAX_MEMORY_KIB = 4 * 1024 * 1024
MAX_PASSES = 1000
MAX_LANES = 255


def is_password_hash(encoded: str) -> bool:
    """Whether a text is an argon2 hash that a log-in can be checked against."""
    found = _ENCODED.fullmatch(encoded)
    if not found:
        return False
    memory, passes, lanes = (int(found[n]) for n in (1, 2, 3))
    is_bearable = memory <= MAX_MEMORY_KIB and passes <= MAX_PASSES and lanes <= MAX_LANES
    # 8 KiB a lane is the least that the algorithm works with.
    return is_bearable and memory >= 8 * lanes and _is_base64(found[4]) and _is_base64(found[5])


def _is_base64(text: str) -> bool:
    # Unpadded: a remainder of one character holds no octet.
    return len(text) % 4 != 1
