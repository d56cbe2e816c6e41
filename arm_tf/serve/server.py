"""Runs the service until a signal ends it."""

import contextlib
import ipaddress
import socket

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from arm_tf.errors import InputError, Stopped

HEAD_SECONDS = 10  # to receive a request's headers
CLOSING_SECONDS = 30  # for requests in progress when a signal comes
CONNECTIONS = 256  # more get 503 at once


class SlowHeadProtocol(H11Protocol):
    """HTTP that closes a connection whose headers do not arrive in time.

    uvicorn waits for a request's headers without limit, so a few clients that
    send nothing could hold all connections.
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
    """Returns whether only this machine can reach a host name or address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def listen(host: str, port: int) -> socket.socket:
    """Returns a socket that listens.

    Raises:
        InputError: the address is invalid or in use.
    """
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=kind)
        # Connections inherit it; asyncio sets it only on sockets with an
        # explicit protocol. Without it, a response waits 40 ms for an
        # acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except (OSError, OverflowError) as error:
        reason = str(getattr(error, "strerror", error)).split(" (")[0]
        raise InputError(
            f"Expected an address to listen at. Received: {host:.100} port "
            f"{port}: {reason}. Give another --host or --port."
        ) from None


def run(app: Starlette, listener: socket.socket) -> None:
    """Serves until SIGTERM or Ctrl-C, then finishes requests in progress."""
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
    # uvicorn raises the signal again after closing.
    with contextlib.suppress(KeyboardInterrupt, Stopped):
        uvicorn.Server(config).run([listener])
