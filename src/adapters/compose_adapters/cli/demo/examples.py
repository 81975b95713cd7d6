"""The example requests, in the order in which they make sense."""

from importlib.resources import files
from pathlib import Path

import attrs

from compose_adapters.wiring import Misconfigured

# The second makes the case and the customer that the first one needs.
_NAMES = (
    ("2.multipart", "macros, a new case"),
    ("1.json", "macros, an existing case, a secure message"),
    ("1.xml", "the same in XML"),
    ("3.json", "an alias and attachments"),
    ("3.xml", "the same in XML"),
    ("4.multipart", "an alias, a new case, a subject alone"),
    ("5.json", "a new customer with all elements"),
    ("5.xml", "the same in XML"),
    ("6.multipart", "the same in multipart"),
)


@attrs.frozen
class Example:
    """An example request.

    Args:
        file: where it is.
        about: what it shows.
    """

    file: Path
    about: str


def examples_folder() -> Path:
    """The folder of the examples: of the installed package, or of the checkout.

    Raises:
        Misconfigured: there is neither.
    """
    shipped = Path(str(files("compose_adapters.cli.demo"))) / "examples"
    checkout = (parent / "examples" for parent in Path(__file__).parents[5:6])
    for folder in (shipped, *checkout):
        if (folder / "site.toml").is_file():
            return folder
    raise Misconfigured("the examples are missing; install the package again")


def examples_in(folder: Path) -> tuple[Example, ...]:
    """The examples of a folder."""
    return tuple(Example(folder / "requests" / name, about) for name, about in _NAMES)
