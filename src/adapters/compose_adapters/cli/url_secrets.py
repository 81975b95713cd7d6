"""Whether a URL holds a secret, and so may not stand on a command line."""

import re
from urllib.parse import unquote

# The reading of SQLAlchemy, the widest of those that take such URLs: a password goes on to "@".
_PASSWORD = re.compile("[^:/]*:[^@]*@")
# Parameters of libpq: `password`, `sslpassword`, `scram_client_key`, `oauth_client_secret`; a
# `passfile` is a path.
_SECRET_NAME = re.compile("pass(?!file)|pwd|secret|token|scram", re.IGNORECASE)


def holds_secret(url: str) -> bool:
    """Whether a URL holds a password: after the user's name, or as a parameter of its query.

    It is judged as text, because a URL that cannot be parsed may hold one too.
    """
    _, _, rest = url.partition("://")
    parameters = re.split("[?&;]", rest)[1:]
    return bool(_PASSWORD.match(rest)) or any(map(_is_secret, parameters))


def _is_secret(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return bool(value) and _SECRET_NAME.search(unquote(name)) is not None
