"""Password hashes for the site file."""

from compose_adapters.extras import require


def password_hash(password: str) -> str:
    """The argon2id hash of a password, in its encoded form (RFC 9106).

    Raises:
        MissingExtra: the extra ``cli`` is not installed.
    """
    require("cli", "argon2")
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)
