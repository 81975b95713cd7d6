"""The server: processes that answer at one port (SPEC 10, `serve`)."""

import os
import signal
import socket
from collections.abc import Callable
from functools import partial

import attrs
import uvicorn
from uvicorn.supervisors import Multiprocess

from compose_adapters.wiring.configuration import Configuration, Misconfigured
from compose_adapters.wiring.connection_limits import ConnectionLimits
from compose_adapters.wiring.protocol import Protocol, ServerConfig
from compose_adapters.wiring.serving import LOG_CONFIG, AppFactory

_BACKLOG = 2048
_GRACE_SECONDS = 30


@attrs.frozen(kw_only=True)
class BindOptions:
    """Where and how to serve.

    Args:
        host: a name or an address.
        port: 0 for any that is free.
        workers: how many processes.
        trusted_proxies: addresses whose ``X-Forwarded-For`` is believed; none unless given.
        allowed_origins: of pages whose scripts may call it (CORS); none unless given.
        limits: what clients are granted, for each process.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 1
    trusted_proxies: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    limits: ConnectionLimits = ConnectionLimits()


def serve(
    configuration: Configuration,
    place: BindOptions,
    announce: Callable[[str], None],
    *,
    delivers: bool,
) -> None:
    """Answer until SIGTERM or SIGINT, then end what is under way.

    Args:
        configuration: of the embedded default, which is ready.
        place: where and how.
        announce: told the address once calls are taken.
        delivers: whether the processes also deliver what is queued.

    Raises:
        Misconfigured: the port is taken, or not ours to take.
    """
    with listening_at(place) as listening:
        config = _config(AppFactory(configuration, delivers, place.allowed_origins), place)
        run = _processes(config, listening) if place.workers > 1 else _here(config, listening)
        # Both can be stopped by now, and calls wait at the port.
        announce(_address(listening))
        run()


def listening_at(place: BindOptions) -> socket.socket:
    """A socket at which calls can wait.

    Raises:
        Misconfigured: the port is taken, or not ours to take.
    """
    try:
        family = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)[0][0]
        made = socket.create_server((place.host, place.port), family=family, backlog=_BACKLOG)
        # Connections have it from here; the event loop sets it only where the protocol is named.
        # Without it, the body of an answer waits until the client has acknowledged the head.
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise Misconfigured(
            f"cannot listen at {place.host}, port {place.port}: {_reason(error)}"
        ) from error
    return made


def _reason(error: OSError) -> str:
    # That of a name that is not found is the resolver's own; the others say the address again.
    if isinstance(error, socket.gaierror) or error.errno is None:
        return str(error.strerror or error)
    return os.strerror(error.errno)


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def _config(serving: AppFactory, place: BindOptions) -> uvicorn.Config:
    return ServerConfig(
        serving,
        limits=place.limits,
        factory=True,
        workers=place.workers,
        lifespan="on",
        http=Protocol,
        ws="none",
        log_config=LOG_CONFIG,
        access_log=False,
        server_header=False,
        proxy_headers=bool(place.trusted_proxies),
        forwarded_allow_ips=list(place.trusted_proxies),
        timeout_keep_alive=place.limits.head,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def _processes(config: uvicorn.Config, listening: socket.socket) -> Callable[[], None]:
    return Multiprocess(config, [listening]).run


def _here(config: uvicorn.Config, listening: socket.socket) -> Callable[[], None]:
    server = uvicorn.Server(config)

    def stop(*_: object) -> None:
        server.should_exit = True

    # While it serves, the server catches the signals itself; it raises them once more at its end.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return partial(server.run, [listening])
