"""The command line in a folder of its own, with a small site and requests to change."""

import json
import sqlite3
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import attrs
from click.testing import CliRunner, Result

from compose_adapters.cli.program import program

SITE = """
[[departments]]
name = "service"
aliases = [{ name = "Example Support", address = "support@example.com" }]
queues = [{ name = "outbound" }]
folders = ["public", "legal"]
articles = [
  { name = "greeting", folder = "public", text = "Dear ``first_name" },
  { name = "liability", folder = "legal", text = "No liability." },
]
macros = [
  { name = "first_name", kind = "business object", attribute = "contact_person.first_name" },
  { name = "greeting", kind = "article", article = "greeting" },
  { name = "liability", kind = "article", article = "liability" },
]

[[users]]
login = "agent"
first_name = "Ann"
last_name = "Agent"
home_department = "service"
licences = ["ECE MailPlus"]
actions = ["Activity.Create", "Email.Edit BCC field"]
view_folders = ["public"]
"""

REQUEST: dict[str, Any] = {
    "department": {"name": "service"},
    "type": {"value": "email", "subtype": {"value": "compose"}},
    "subject": "Case ``case_id",
    "payload": {
        "email": {
            "emailAddresses": {"to": ["pat@example.com"], "from": "support@example.com"},
            "contents": {"content": [{"type": "text", "value": "``greeting,\nyours"}]},
        }
    },
    "customer": {
        "type": {"value": "individual"},
        "contactPersons": {"contactPerson": [{"firstName": "Pat"}]},
    },
}


@attrs.frozen
class CommandLine:
    """Runs commands as a person would type them, in one folder.

    Args:
        folder: holds the site file, the database, the requests and the mails.
        environment: of every command; what else is set on this machine does not count.
    """

    folder: Path
    environment: dict[str, str]

    @classmethod
    def within(cls, folder: Path) -> "CommandLine":
        (folder / "site.toml").write_text(SITE, "utf-8")
        environment = {
            "COMPOSE_SITE": str(folder / "site.toml"),
            "COMPOSE_DATABASE": f"sqlite:///{folder / 'compose.db'}",
            "COMPOSE_SMTP": f"maildir:{folder / 'mails'}",
        }
        return cls(folder, environment)

    def run(
        self, *arguments: str, given: str | bytes | None = None, **environment: str | None
    ) -> Result:
        """What a command comes to; a variable that is ``None`` is not set."""
        variables: Mapping[str, str | None] = {**self.environment, **environment}
        return CliRunner().invoke(program, arguments, input=given, env=variables)

    def done(self, *arguments: str, given: str | bytes | None = None) -> str:
        """What a command prints that must succeed."""
        result = self.run(*arguments, given=given)
        assert (result.exit_code, result.stderr) == (0, ""), result.output
        return result.stdout

    def told(self, *arguments: str) -> Any:
        """What a command that must succeed tells programs."""
        return json.loads(self.done(*arguments, "--json"))

    def request(self, name: str = "request.json", **changes: Any) -> str:
        """The path of a request file, its members changed; one that is ``None`` is left out."""
        content = {**deepcopy(REQUEST), **changes}
        path = self.folder / name
        path.write_text(json.dumps({k: v for k, v in content.items() if v is not None}), "utf-8")
        return str(path)

    def rows(self) -> dict[str, int]:
        """How many rows each table of the database has."""
        connection = sqlite3.connect(self.folder / "compose.db")
        try:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            return {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - its own tables
                for (name,) in tables.fetchall()
            }
        finally:
            connection.close()

    @property
    def mails(self) -> list[bytes]:
        """The mails that were delivered into the folder."""
        new = self.folder / "mails" / "new"
        return [path.read_bytes() for path in sorted(new.iterdir())] if new.is_dir() else []
