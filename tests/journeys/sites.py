"""Carried cases where something goes wrong: devices whose plug is pulled, several of them, and short time-outs."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

import retour_resources
from retour.device.vendor.office import VendorPortal
from retour.device.vendor.store import VendorStore
from tests.journeys.vendors import Vendor
from tests.vendor.kit import STATE, Running, running

HOST = STATE.host_id


class Site:
    """One laptop and its stick, and devices behind one profile, each with its host ID.

    Args:
        profile: ``smp-files`` or ``drop-folder``.
    """

    def __init__(self, place: Path, profile: str) -> None:
        self.place, self.profile = place, profile
        self.portal = VendorPortal()
        (place / "stick").mkdir()
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def wait_only(self, seconds: int) -> None:
        """How long a file is awaited from now on, by a profile of the laptop's own."""
        shipped = retour_resources.root() / "profiles" / f"{self.profile}.toml"
        own = self.place / "laptop" / "profiles" / shipped.name
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(shipped.read_text().replace("seconds = 60", f"seconds = {seconds}"))

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
