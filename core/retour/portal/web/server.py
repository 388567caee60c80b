"""The portal's process: one socket, one uvicorn, until it is interrupted."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from retour.errors import NotReached
from retour.portal.restore import unproven
from retour.portal.store import Portal

_TICK_SECONDS: Final = 3600


def run(portal: Portal, host: str, port: int, say: Callable[[dict[str, object]], None]) -> None:
    """Serve until SIGINT or SIGTERM; `say` gets the first line for programs once the socket listens.

    Raises:
        NotReached: ``address-in-use`` when the address cannot be had.
    """
    import uvicorn

    from retour.portal.web.app import make_app

    listening = _listen(host, port)
    token = portal.first_token()
    address, bound = listening.getsockname()[:2]
    name = f"[{address}]" if ":" in address else address
    url = f"http://{name}:{bound}"
    config = uvicorn.Config(
        make_app(portal), log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5
    )
    waiting = unproven(portal)
    say({"url": url, "admin_token": token, "public_key": str(portal.identity), "unproven": waiting})
    if waiting:
        print(
            f"This portal was restored: {waiting} devices have not been heard since, and get nothing until then.",
            file=sys.stderr,
        )
    if token:
        print(f"Admin token, shown this once: {token}", file=sys.stderr)
    print(f"The portal {portal.identity.portal} is at {url}/ - interrupt to stop.", file=sys.stderr, flush=True)
    stop = threading.Event()
    ticking = threading.Thread(target=_tick, args=(portal, stop), daemon=True)
    ticking.start()
    # uvicorn repeats the interrupt once it has stopped; it was asked for and is no error.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
    stop.set()
    ticking.join()


def _tick(portal: Portal, stop: threading.Event) -> None:
    """Leases end, and withheld copies go, also while nobody asks."""
    while not stop.wait(_TICK_SECONDS):
        # A disk that is full just now is told to whoever acts next.
        with suppress(NotReached):
            portal.tick()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=128)
    except OSError as error:
        raise NotReached(
            "address-in-use",
            f"The portal cannot listen on {host}, port {port}: {error.strerror}.",
            "Nothing was started.",
            "Choose another --port, or 0 for a free one.",
        ) from None
