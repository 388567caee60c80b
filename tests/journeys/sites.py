"""Carried cases where something goes wrong: devices whose plug is pulled, several of them, and short time-outs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import retour_resources
from retour.device.vendor.office import VendorPortal
from retour.device.vendor.store import VendorStore
from tests.journeys.vendors import Vendor
from tests.vendor.kit import STATE, Running, running

HOST = STATE.host_id
SECONDS = 1
"""How long a file is awaited, by the laptop's own profiles."""


class Site:
    """One laptop and its stick, and devices behind one profile, each with its host ID.

    Args:
        profile: ``smp-files`` or ``drop-folder``.
    """

    def __init__(self, place: Path, profile: str) -> None:
        self.place, self.profile = place, profile
        self.portal = VendorPortal()
        (place / "stick").mkdir()
        own = place / "laptop" / "profiles"
        own.mkdir(parents=True)
        shipped = retour_resources.root() / "profiles" / f"{profile}.toml"
        own.joinpath(f"{profile}.toml").write_text(shipped.read_text().replace("seconds = 60", f"seconds = {SECONDS}"))
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def plug(self, *faults: str, host: str = HOST, tcp: bool = False, folder: Path | None = None) -> Vendor:
        """Switch a device on, a new one if there is none with this host ID."""
        place = self.place / host
        if host not in self.portal.hosts:
            self.portal.add_host(host, *STATE.lines)
        options = ["--host-id", host, *(word for fault in faults for word in ("--vendor-fault", fault))]
        if self.profile == "drop-folder":
            options += ["--folder", str(folder or place / "shown")]
        elif tcp:
            options += ["--tcp", "127.0.0.1:0"]
        else:
            options += ["--pty", str(place / "tty")]
        place.mkdir(exist_ok=True)
        device = self._stack.enter_context(running(place / "store", self.profile, *options))
        where = device.tcp if tcp else device.pty or f"dir:{device.folder}"
        assert where is not None
        return Vendor(self.profile, self.place, device, self.portal, where)

    def cut_power(self, world: Vendor) -> None:
        """Kill a device; nothing of it is told."""
        world.device.process.kill()
        world.device.process.wait()

    def store(self, host: str = HOST) -> VendorStore:
        """What a device keeps, read from its disk."""
        return VendorStore(self.place / host / "store")


def moved(world: Vendor, address: str) -> Vendor:
    """The same device, reached under another name."""
    return replace(world, address=address)


def command(device: Running, text: str) -> None:
    """Somebody else has a device in a folder make a request."""
    (device.folder / "COMMAND.TXT").write_text(text)


@contextlib.contextmanager
def site(place: Path, profile: str) -> Iterator[Site]:
    with Site(place, profile) as made:
        yield made
