"""docs/reference/command-line.md: every command with its options, the variables, the statuses."""

from collections.abc import Iterator

import click

from compose_adapters.cli.failures import FAILED, INTERRUPTED, REFUSED, TERMINATED, USAGE
from compose_adapters.cli.program import program
from reference.markdown import code, filled, plain, table

VARIABLES = {
    "COMPOSE_SITE": ("", "the site file, as `--site`"),
    "COMPOSE_DATABASE": ("sqlite:///compose.db", "as `--database`"),
    "COMPOSE_SMTP": ("", "as `--smtp`, and it may hold credentials"),
    "COMPOSE_LEASE_SECONDS": ("60", "how long a claimed mail is a worker's own"),
    "COMPOSE_SMTP_TIMEOUT_SECONDS": ("30", "how long the mail server may take for one step"),
    "COMPOSE_SMTP_DEADLINE_SECONDS": ("50", "for a whole hand-over; below the lease"),
    "COMPOSE_RETRY_BASE_SECONDS": ("60", "the longest wait after the first attempt"),
    "COMPOSE_BODIES_MB": ("256", "megabytes of the bodies that a process of `serve` takes at once"),
    "COMPOSE_SESSION_BODIES_MB": ("128", "likewise, of the bodies of one session"),
    "COMPOSE_TRUSTED_PROXIES": ("", "addresses whose `X-Forwarded-For` `serve` believes"),
    "COMPOSE_ALLOWED_ORIGINS": ("", "origins of pages whose scripts may call `serve` (CORS)"),
    "COMPOSE_CONNECTIONS": (
        "as many as fit, up to 2000",
        "how many connections a process of `serve` holds",
    ),
    "COMPOSE_HEAD_SECONDS": ("15", "for the head of a request, and for its first octet"),
    "COMPOSE_BODY_RATE": ("1000", "octets a second that a client must send or take"),
    "COMPOSE_BODY_GRACE_SECONDS": ("30", "how far a client may be behind that"),
}
STATUSES = {
    0: "done; of `preview`, whatever it found; of `deliver --once`, whatever the server answered",
    REFUSED: "refused, and nothing was stored; the report is on standard error",
    USAGE: "wrong usage",
    FAILED: "the environment failed: a file, the database, the mail server's URL, a missing extra; "
    "where `--deliver` fails after the activity was stored, both are told",
    INTERRUPTED: "interrupted by Ctrl-C; `deliver` without `--once` ends with 0 then",
    TERMINATED: "ended by SIGTERM while it delivered once; `deliver` without `--once` ends with 0",
}


def command_line_page() -> str:
    """The page."""
    variables = ((code(name), code(d) if d else "", says) for name, (d, says) in VARIABLES.items())
    return filled(
        "command-line.md",
        common=_options(program.params),
        commands="\n\n".join(_commands(program, ())),
        variables=table(("variable", "default", "is"), variables),
        statuses=table(("status", "means"), ((str(n), says) for n, says in STATUSES.items())),
    )


def _commands(group: click.Group, above: tuple[str, ...]) -> Iterator[str]:
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                yield from _commands(command, (*above, name))
            elif command is not None:
                yield _command(command, (*above, name))


def _command(command: click.Command, path: tuple[str, ...]) -> str:
    arguments = [_argument(each) for each in command.params if isinstance(each, click.Argument)]
    title = " ".join([*path, *arguments])
    common = {each.name for each in program.params}
    own = _options([each for each in command.params if each.name not in common])
    paragraphs = [" ".join(each.split()) for each in (command.help or "").split("\n\n")]
    return "\n\n".join([f"### {title}", *map(plain, paragraphs), *([own] if own else [])])


def _argument(argument: click.Argument) -> str:
    if isinstance(argument.type, click.Choice):
        return f"({' or '.join(map(str, argument.type.choices))})"
    return argument.metavar or (argument.name or "").upper()


def _options(parameters: list[click.Parameter]) -> str:
    options = [each for each in parameters if isinstance(each, click.Option)]
    rows = ((code(_written(each)), _help(each)) for each in options if each.name != "version")
    return table(("option", "does"), rows) if options else ""


def _written(option: click.Option) -> str:
    takes = "" if option.is_flag else f" {option.metavar or _values(option)}"
    return f"{', '.join(option.opts)}{takes}"


def _values(option: click.Option) -> str:
    return (option.name or "").upper()


def _help(option: click.Option) -> str:
    words = [option.help or ""]
    if isinstance(option.type, click.Choice):
        words.append(f"One of: {', '.join(map(str, option.type.choices))}.")
    if option.show_default and option.default is not None:
        words.append(f"Default: {option.default}.")
    if option.required:
        words.append("Required.")
    return plain(" ".join(words))
