"""Runs the service until a signal ends it."""

import contextlib
import ipaddress
import socket

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from arm_tf.errors import InputError, Stopped

HEAD_SECONDS = 10  # for a request's first lines to arrive
CLOSING_SECONDS = 30  # for what is being answered when a signal comes
CONNECTIONS = 256  # more get 503 at once


class SlowHeadProtocol(H11Protocol):
    """HTTP that closes a connection whose request does not begin in time.

    uvicorn waits for the first lines of a request without limit, so that a
    few clients that send nothing could hold all connections.
    """

    _timer = None

    def connection_made(self, transport):
        super().connection_made(transport)
        self._watch()

    def data_received(self, data):
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc):
        super().connection_lost(exc)
        self._stop_watching()

    def _watch(self):
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_watching()
        elif self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_watching(self):
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self):
        self._timer = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()


def is_loopback(host: str) -> bool:
    """Returns whether only this machine reaches a host name or address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def listen(host: str, port: int) -> socket.socket:
    """Returns a socket that listens.

    Raises:
        InputError: nobody can listen there, or somebody does already.
    """
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=kind)
        # Connections inherit it; asyncio sets it only on sockets that name
        # their protocol. Without it, an answer waits 40 ms for a receipt.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except (OSError, OverflowError) as error:
        reason = str(getattr(error, "strerror", error)).split(" (")[0]
        raise InputError(
            f"Expected an address to listen at. Received: {host:.100} port "
            f"{port}: {reason}. Give another --host or --port."
        ) from None


def run(app: Starlette, listener: socket.socket) -> None:
    """Serves until SIGTERM or Ctrl-C, then answers what it has begun with."""
    config = uvicorn.Config(
        app,
        http=SlowHeadProtocol,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=CLOSING_SECONDS,
    )
    # uvicorn raises the signal once more when it has closed.
    with contextlib.suppress(KeyboardInterrupt, Stopped):
        uvicorn.Server(config).run([listener])
