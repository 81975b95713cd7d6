"""Tables are created and upgraded whole, and never by a program that does not know them."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from compose_adapters.sql import (
    Database,
    DatabaseTooNew,
    SqlRecords,
    SqlSite,
    SqlStore,
    StorageFailed,
    migrate,
    must_be_current,
)
from compose_adapters.sql.migrate import HEAD
from compose_adapters.sql.tables import metadata
from compose_core.model.customer import (
    ContactPerson,
    ContactPoint,
    Customer,
    CustomerDetails,
    GroupDetails,
    PhonePoint,
)
from compose_core.model.settings import PartitionSettings
from compose_core.testing import decisions
from compose_core.testing.contracts.concurrency import THREADS, at_once
from counting import rows_of

# Those that know customers, but for the newest.
OLDER = ["0002", "0003", "0004"]
# What they hold of one, in columns that every version since has.
STORED = [
    """
    INSERT INTO customers (id, version, type, name, group_type, custom_attributes)
    VALUES (7, 0, 'group', 'Club', 'Association', '[]')
    """,
    "INSERT INTO contact_persons (customer_id, person, first_name) VALUES (7, 0, 'Pat')",
    """
    INSERT INTO contact_points (customer_id, person, point, type, number, kind)
    VALUES (7, 0, 0, 'phone', '1', 'home')
    """,
]


def test_the_tables_are_those_that_the_statements_name(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_last_step_is_the_one_that_the_program_knows() -> None:
    config = Config()
    config.set_main_option("script_location", "compose_adapters.sql:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_database_that_is_up_to_date_is_left_alone(database: Database) -> None:
    assert migrate(database) is False


def test_a_new_file_is_migrated_once_by_many_at_once(file: Path) -> None:
    databases = [Database(f"sqlite:///{file}") for _ in range(THREADS)]
    changed = at_once(lambda number: migrate(databases[number - 1]))
    assert changed.count(True) == 1
    for each in databases:
        each.close()


def test_a_database_of_a_newer_program_is_refused_and_left_alone(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = rows_of(database)
    with pytest.raises(DatabaseTooNew, match=r"version 9999.*newer program"):
        migrate(database)
    assert rows_of(database) == before
    with database.write() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{HEAD}'")


def test_an_upgrade_that_fails_leaves_nothing(file: Path) -> None:
    database = Database(f"sqlite:///{file}")

    def fail(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "CREATE TABLE mails" in statement:
            raise RuntimeError("planted")

    sa.event.listen(database.engine, "before_cursor_execute", fail)
    with pytest.raises(RuntimeError, match="planted"):
        migrate(database)
    sa.event.remove(database.engine, "before_cursor_execute", fail)
    with database.read() as connection:
        assert sa.inspect(connection).get_table_names() == []
    assert migrate(database) is True
    database.close()


@pytest.mark.parametrize("revision", OLDER)
def test_what_an_older_version_stored_is_there_after_the_upgrade(file: Path, revision: str) -> None:
    database = Database(f"sqlite:///{file}")
    config = Config()
    config.set_main_option("script_location", "compose_adapters.sql:migrations")
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for statement in STORED:
            connection.exec_driver_sql(statement)
    assert migrate(database) is True
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    person = ContactPerson("Pat", contact_points=(ContactPoint("phone", PhonePoint("1", "home")),))
    details = CustomerDetails("group", (person,), name="Club", group=GroupDetails("Association"))
    assert SqlRecords(database).customer(7) == Customer(7, None, details)
    assert SqlSite(database).snapshot().partition == PartitionSettings()
    database.close()


def test_a_store_without_tables_says_what_to_do(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    with pytest.raises(StorageFailed, match="run the command migrate"):
        SqlStore(database).facts(decisions.query())
    database.close()


def test_a_database_with_tables_of_another_program_is_refused_and_left_alone(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE users (badge TEXT)")
        connection.exec_driver_sql("CREATE TABLE tickets (number INTEGER)")
    with pytest.raises(StorageFailed, match="tables of another program, users: name another"):
        migrate(database)
    with database.read() as connection:
        assert sorted(sa.inspect(connection).get_table_names()) == ["tickets", "users"]
    database.close()


def test_a_database_without_the_tables_of_this_program_says_what_to_do(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    with pytest.raises(StorageFailed, match="run the command migrate"):
        must_be_current(database)
    migrate(database)
    must_be_current(database)
    database.close()
