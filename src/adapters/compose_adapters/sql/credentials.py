"""What passwords are checked against, in SQL."""

import sqlalchemy as sa

from compose_adapters.sql.database import Database
from compose_adapters.sql.tables import users

_PASSWORD_OF = sa.select(users.c.password_hash).where(
    users.c.login == sa.bindparam("of_login"), users.c.active
)
_SOME_PASSWORD = sa.select(users.c.password_hash).where(users.c.password_hash.is_not(None)).limit(1)


class SqlCredentials:
    """What the passwords of the site's users are checked against.

    Args:
        database: migrated.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def password_hash(self, login: str) -> str | None:
        """The encoded hash of an active user's password.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.reading() as connection:
            found: str | None = connection.execute(_PASSWORD_OF, {"of_login": login}).scalar()
        return found

    def some_password_hash(self) -> str | None:
        """The hash of any user.

        Raises:
            Unavailable: the database is busy or away.
        """
        with self._database.reading() as connection:
            found: str | None = connection.execute(_SOME_PASSWORD).scalar()
        return found
