"""The command line: `compose-core`."""

from compose_adapters.extras import require

require("cli", "click", "rich")

from compose_adapters.cli.program import main, program

__all__ = ["main", "program"]
