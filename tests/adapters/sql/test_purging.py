"""What is old is forgotten in small transactions, so that nobody waits for it."""

from datetime import timedelta

import sqlalchemy as sa

from compose_adapters.sql import Database, SqlRetention, migrate
from compose_adapters.sql.tables import idempotency_keys
from compose_core.testing.builders import NOON

DAY = timedelta(days=1)


def test_idempotency_keys_are_forgotten_a_batch_in_a_transaction(database: Database) -> None:
    migrate(database)
    kept = {"login": "ann", "fingerprint": "", "receipt": {}}
    keys = [kept | {"key": str(number), "expires": NOON} for number in range(250)]
    with database.write() as connection:
        connection.execute(sa.insert(idempotency_keys), keys)
        young = kept | {"key": "young", "expires": NOON + DAY}
        connection.execute(sa.insert(idempotency_keys), young)
    left: list[int] = []

    @sa.event.listens_for(database.engine, "commit")
    def _(connection: sa.Connection) -> None:
        count = sa.select(sa.func.count()).select_from(idempotency_keys)
        left.append(connection.execute(count).scalar_one())

    assert SqlRetention(database).purge(NOON, 100) == 0
    # The last transactions are those of the links' tokens and of the letters.
    assert left == [151, 51, 1, 1, 1]
