"""The command line: `compose-core`."""

import sys
from typing import NoReturn

from compose_adapters.extras import MissingExtra, require

FAILED = 3


def main() -> NoReturn:
    """Run the program with the arguments of this process.

    Without the extra ``cli`` it says so in one sentence, with the status of an environment that
    failed; so this package itself needs no extra.
    """
    try:
        require("cli", "click", "rich")
    except MissingExtra as missing:
        sys.stderr.write(f"compose-core cannot start: {missing}.\n")
        sys.exit(FAILED)
    from compose_adapters.cli.program import run

    run()
