"""The SMTP URL: which server, how it is secured, and with which credentials."""

import math
from enum import Enum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import attrs

_QUERY = frozenset({"starttls", "password_file", "rate", "hello"})
_PORTS = {"smtp": 25, "smtps": 465}


class BadServer(ValueError):
    """An SMTP URL cannot be used; the message says why and holds nothing of the URL's secrets."""


class Security(Enum):
    """The protection of the conversation."""

    CLEAR = "not at all"
    STARTTLS = "STARTTLS, or no mail"
    TLS = "TLS from the first octet"


@attrs.frozen
class Credentials:
    """A user and a password."""

    user: str = attrs.field(repr=False)
    password: str = attrs.field(repr=False)


@attrs.frozen
class SmtpServer:
    """A mail server.

    Args:
        host: a name or an address.
        port: 1 to 65535.
        security: TLS is always verified, against the host.
        credentials: as whom to authenticate; ``None`` for not at all.
        rate: the most letters a second that this process hands over; ``None`` for no bound.
        hello: the name to greet with; ``None`` for this machine's.

    Raises:
        BadServer: the credentials would go in clear to another machine.
    """

    host: str
    port: int
    security: Security = Security.CLEAR
    credentials: Credentials | None = None
    rate: float | None = None
    hello: str | None = None

    def __attrs_post_init__(self) -> None:
        is_clear = self.security is Security.CLEAR
        if is_clear and self.credentials and not _is_this_machine(self.host):
            raise BadServer("credentials are not sent in clear to another machine")

    @classmethod
    def parse(cls, url: str) -> "SmtpServer":
        """Parse the URL of a server.

        ``smtp://[user[:password]@]host[:port]`` or ``smtps://...``, with these parameters:
        ``starttls=required``; ``password_file=PATH``, whose first line is the password;
        ``rate=N``, letters a second; ``hello=NAME``. With credentials, and a server that is
        not this machine, STARTTLS is required whether it is asked for or not.

        Raises:
            BadServer: the URL is none of these, or the password's file cannot be read.
        """
        parts = _split(url)
        query = _query(parts)
        credentials = _credentials(parts, query.get("password_file"))
        host = parts.hostname or ""
        return cls(
            host=host,
            port=_port(parts),
            security=_security(parts.scheme, query.get("starttls"), host, credentials),
            credentials=credentials,
            rate=_parse_rate(query.get("rate")),
            hello=_parse_name(query.get("hello"), "hello"),
        )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        # Its message quotes the URL, and with it the password.
        raise BadServer("the SMTP URL is malformed") from None
    if parts.scheme not in _PORTS:
        raise BadServer("the SMTP URL must begin with smtp:// or smtps://")
    if not parts.hostname or parts.path.strip("/") or parts.fragment:
        raise BadServer("the SMTP URL must name a host, and no path")
    _check_host(parts.hostname)
    return parts


def _check_host(host: str) -> None:
    try:
        # As the system's resolver will write it.
        host.encode("idna")
    except UnicodeError:
        raise BadServer(
            "each part of the host in the SMTP URL must have from 1 to 63 characters"
        ) from None


def _query(parts: SplitResult) -> dict[str, str]:
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    names = [name for name, _ in pairs]
    unknown = sorted(set(names) - _QUERY)
    if unknown and "@" in parts.query:
        # A password that has a question mark: what follows it looks like parameters.
        raise BadServer("the SMTP URL is malformed")
    if unknown:
        raise BadServer(f"the SMTP URL has unknown parameters: {', '.join(unknown)}")
    if len(set(names)) < len(names):
        raise BadServer("the SMTP URL has a parameter twice")
    return dict(pairs)


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise BadServer("the port of the SMTP URL must be from 1 to 65535")
    return port or _PORTS[parts.scheme]


def _credentials(parts: SplitResult, password_file: str | None) -> Credentials | None:
    if parts.username is None:
        if password_file is not None:
            raise BadServer("the SMTP URL has a password_file, but no user")
        return None
    password = unquote(parts.password or "") if password_file is None else _read(password_file)
    user = unquote(parts.username)
    if not user or not password or "\0" in user + password:
        raise BadServer("the SMTP URL must have both a user and a password, without NUL")
    return Credentials(user, password)


def _read(password_file: str) -> str:
    try:
        return Path(password_file).read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadServer(f"the password_file of the SMTP URL cannot be read: {fault}") from fault


def _security(
    scheme: str, starttls: str | None, host: str, credentials: Credentials | None
) -> Security:
    if starttls not in {None, "required"}:
        raise BadServer("starttls in the SMTP URL can only be 'required'")
    if scheme == "smtps":
        return Security.TLS
    if starttls or (credentials and not _is_this_machine(host)):
        return Security.STARTTLS
    return Security.CLEAR


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parse_rate(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        rate = float(text)
    except ValueError:
        rate = math.nan
    if not 0 < rate < math.inf:
        raise BadServer("rate in the SMTP URL must be letters a second, above 0")
    return rate


def _parse_name(text: str | None, name: str) -> str | None:
    if text is not None and not (text.isascii() and text.isprintable() and " " not in text):
        raise BadServer(f"{name} in the SMTP URL must be printable ASCII without spaces")
    return text or None
