"""Whether a password is the one that a hash was made of."""

import attrs
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


@attrs.frozen
class Argon2Passwords:
    """Checks passwords against argon2 hashes.

    A check takes a core and some 64 MiB of memory: how many run at the same time is for whoever
    calls (`BoundedExecutor`).
    """

    _hasher: PasswordHasher = attrs.field(factory=PasswordHasher, init=False)

    def is_right(self, password: str, encoded: str | None, decoy: str | None) -> bool:
        """Whether a password fits a hash.

        Args:
            password: as typed.
            encoded: the user's hash; ``None`` where there is no such user.
            decoy: checked in its place, with no effect but the time that it takes.
        """
        fits = self._fits(password.encode("utf-8", "surrogatepass"), encoded or decoy)
        return fits and encoded is not None

    def _fits(self, password: bytes, encoded: str | None) -> bool:
        try:
            # Where nobody has a password at all, one is made, so that this too takes its time.
            return self._hasher.verify(encoded or self._hasher.hash(password), password)
        except (VerificationError, InvalidHashError):
            return False
