"""The configuration of the embedded default: options first, then the environment, then defaults."""

import getpass
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import attrs

from compose_adapters.extras import require
from compose_core.delivery import Backoff, DeliverySettings
from compose_core.errors import ComposeError
from compose_core.model.settings import MEGABYTE

DATABASE = "sqlite:///compose.db"
# Beyond these a typing error is likelier than a wish.
_MOST_SECONDS = 24 * 60 * 60
_MOST_MEGABYTES = 1024 * 1024
_NUMBER = re.compile("[1-9][0-9]{0,6}", re.ASCII)
UNKNOWN_USER = "operator"


class Misconfigured(ComposeError):
    """An option or a variable of the environment cannot be used; the message says which."""


@attrs.frozen
class Configuration:
    """The settings of the embedded default.

    Args:
        site: the site file; ``None`` leaves the database as it is.
        database: ``sqlite:///FILE`` or ``postgresql://...``.
        smtp: where mail goes; ``None`` where it need not go anywhere.
        step: how long the mail server may take for one step.
        delivery: how mail is handed over.
        octets_in_flight: of the bodies that a serving process takes at the same time.
        octets_of_session: of the bodies of one session at the same time.
    """

    site: Path | None = None
    database: str = attrs.field(default=DATABASE, repr=False)
    smtp: str | None = attrs.field(default=None, repr=False)
    step: timedelta = timedelta(seconds=30)
    delivery: DeliverySettings = DeliverySettings()
    octets_in_flight: int = 256 * MEGABYTE
    octets_of_session: int = 128 * MEGABYTE


def configuration(
    environment: Mapping[str, str],
    *,
    site: str | None = None,
    database: str | None = None,
    smtp: str | None = None,
) -> Configuration:
    """Read the configuration from options and the environment; an option wins.

    Args:
        environment: variables by name; an empty one is an absent one.
        site: a path.
        database: a URL.
        smtp: a URL without credentials.

    Raises:
        Misconfigured: a value cannot be used.
    """
    path = site or environment.get("COMPOSE_SITE")
    return Configuration(
        site=Path(path) if path else None,
        database=database or environment.get("COMPOSE_DATABASE") or DATABASE,
        smtp=smtp or environment.get("COMPOSE_SMTP") or None,
        step=_seconds(environment, "COMPOSE_SMTP_TIMEOUT_SECONDS", 30),
        delivery=_delivery(environment),
        octets_in_flight=_megabytes(environment, "COMPOSE_BODIES_MB", 256),
        octets_of_session=_megabytes(environment, "COMPOSE_SESSION_BODIES_MB", 128),
    )


def _delivery(environment: Mapping[str, str]) -> DeliverySettings:
    base = _seconds(environment, "COMPOSE_RETRY_BASE_SECONDS", 60)
    try:
        return DeliverySettings(
            lease=_seconds(environment, "COMPOSE_LEASE_SECONDS", 60),
            deadline=_seconds(environment, "COMPOSE_SMTP_DEADLINE_SECONDS", 50),
            backoff=Backoff(base=base),
        )
    except ValueError as error:
        raise Misconfigured(
            f"COMPOSE_SMTP_DEADLINE_SECONDS must be below COMPOSE_LEASE_SECONDS: {error}"
        ) from error


def _seconds(environment: Mapping[str, str], name: str, default: int) -> timedelta:
    return timedelta(seconds=_number(environment, name, default, "seconds", _MOST_SECONDS))


def _megabytes(environment: Mapping[str, str], name: str, default: int) -> int:
    return _number(environment, name, default, "megabytes", _MOST_MEGABYTES) * MEGABYTE


def _number(environment: Mapping[str, str], name: str, default: int, unit: str, most: int) -> int:
    text = environment.get(name)
    if not text:
        return default
    if not _NUMBER.fullmatch(text) or int(text) > most:
        raise Misconfigured(
            f"{name} is '{text[:20]}'; it must be a whole number of {unit}, 1 to {most}"
        )
    return int(text)


def system_user() -> str:
    """Look up the name of the system's user, for the audit."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return UNKNOWN_USER


def password_hash(password: str) -> str:
    """Hash a password with argon2id, in its encoded form (RFC 9106).

    Raises:
        MissingExtra: the extra ``cli`` is not installed.
    """
    require("cli", "argon2")
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)
