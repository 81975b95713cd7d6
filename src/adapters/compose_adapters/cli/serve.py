"""`serve`: answer the HTTP contract."""

import os

import click

from compose_adapters.cli.options import chosen_configuration, common, ready_container, wants_json
from compose_adapters.cli.output import print_json, say
from compose_adapters.extras import require

MOST_WORKERS = 64
MOST_PORT = 65_535


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, MOST_PORT),
    default=8080,
    show_default=True,
    help="The port to listen at; 0 for any that is free.",
)
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(1, MOST_WORKERS),
    default=1,
    show_default=True,
    help="How many processes answer.",
)
@click.option("--no-deliver", is_flag=True, help="Leave what is queued to `deliver`.")
@common
def serve(host: str, port: int, workers: int, no_deliver: bool) -> None:
    """Answer the HTTP contract until stopped, and deliver in the background.

    SIGTERM and Ctrl-C let what is under way come to its end. Proxies in front of it whose
    X-Forwarded-For is to be believed are named in COMPOSE_TRUSTED_PROXIES, origins of pages
    whose scripts may call it in COMPOSE_ALLOWED_ORIGINS, commas between. COMPOSE_CONNECTIONS,
    COMPOSE_HEAD_SECONDS, COMPOSE_BODY_RATE and COMPOSE_BODY_GRACE_SECONDS bound slow clients.
    """
    require("http", "uvicorn")
    # Late: only this command needs the extra that brings a server.
    from compose_adapters.wiring.connection_limits import connection_limits
    from compose_adapters.wiring.server import BindOptions
    from compose_adapters.wiring.server import serve as serve_at

    configuration = chosen_configuration()
    if not no_deliver and not configuration.smtp:
        raise click.UsageError(
            "no mail server is named; give --smtp URL or COMPOSE_SMTP, or --no-deliver"
        )
    limits = connection_limits(os.environ)
    ready_container()
    options = BindOptions(
        host=host,
        port=port,
        workers=workers,
        trusted_proxies=_names_in("COMPOSE_TRUSTED_PROXIES"),
        allowed_origins=_names_in("COMPOSE_ALLOWED_ORIGINS"),
        limits=limits,
    )
    serve_at(configuration, options, _announce, delivers=not no_deliver)


def _announce(address: str) -> None:
    if wants_json():
        print_json({"url": address})
    else:
        say(f"Serving at {address}; stop with Ctrl-C.")


def _names_in(variable: str) -> tuple[str, ...]:
    given = os.environ.get(variable, "").split(",")
    return tuple(each.strip() for each in given if each.strip())
