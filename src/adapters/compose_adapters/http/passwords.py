"""Whether a password is the one that a hash was made of."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from compose_core.errors import Unavailable

AT_ONCE = 4
"""How many are checked at the same time: each takes a core, and some 64 MiB of memory."""

_PATIENCE_SECONDS = 10


class Argon2Passwords:
    """Checks passwords against argon2 hashes, a few at a time."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def is_right(self, password: str, encoded: str | None, decoy: str | None) -> bool:
        """Whether a password fits a hash.

        Args:
            password: as typed.
            encoded: the user's hash; ``None`` where there is no such user.
            decoy: checked in its place, with no effect but the time that it takes.

        Raises:
            Unavailable: too many are being checked.
        """
        fits = self._fits(password.encode("utf-8", "surrogatepass"), encoded or decoy)
        return fits and encoded is not None

    def _fits(self, password: bytes, encoded: str | None) -> bool:
        if not self._free.acquire(timeout=_PATIENCE_SECONDS):
            raise Unavailable("too many passwords are being checked")
        try:
            # Where nobody has a password at all, one is made, so that this too takes its time.
            return self._hasher.verify(encoded or self._hasher.hash(password), password)
        except (VerificationError, InvalidHashError):
            return False
        finally:
            self._free.release()
