"""A world for carried cases: an emulated vendor's device behind a profile, the vendor's portal, a laptop, a stick."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retour.device.vendor.office import VendorPortal
from tests.journeys.world import Done, typed
from tests.vendor.kit import STATE, Running, await_file, portal, running

HELD = {line.line: line.count for line in STATE.lines}
CLI = "license-server-cli"


@dataclass
class Vendor:
    """Everything of one carried case; `address` is what the technician names."""

    profile: str
    place: Path
    device: Running
    portal: VendorPortal
    address: str

    @property
    def stick(self) -> Path:
        return self.place / "stick"

    def retour(self, *arguments: str) -> Done:
        return typed(self.place / "laptop", *arguments)

    def start(self, way: str, *wish: str) -> Done:
        """`retour return`; by hand the person first has the device make its file."""
        given: tuple[str, ...] = ()
        if self.profile == "by-hand":
            given = ("--host-id", STATE.host_id, *(w for line, n in HELD.items() for w in ("--held", f"{line}={n}")))
        return self.retour(
            "return", self.address, "--way", way, "--profile", self.profile, *given, *wish, "--reason", "move",
            "--out", str(self.stick),
        )  # fmt: skip

    def resume(self, case: str) -> Done:
        return self.retour("resume", case, "--device", self.address, "--out", str(self.stick))

    def bring(self, response: Path, case: str) -> Done:
        """`retour bring`, and by hand what a person does at the device."""
        done = self.retour("bring", str(response), "--case", case, "--device", self.address, "--out", str(self.stick))
        if self.profile != "by-hand" or done.code == 1:
            return done
        (given,) = (self.place / "mine" / "to-device").iterdir()
        shutil.copy(given, self.device.folder / "RESPONSE.BIN")
        said = await_file(self.device.folder / "RESULT.TXT").decode()
        verdict = "--accepted" if said.startswith("OK") else "--refused"
        told = self.retour("processed", case, verdict, "--why", said.strip())
        if verdict == "--refused":
            return told
        self.by_hand("SYNC\n")
        return self.resume(case)

    def by_hand(self, command: str) -> None:
        """A person presses what the vendor's tool has, and copies the device's file into the folder for Retour."""
        request = self.device.folder / "REQUEST.BIN"
        old = request.read_bytes() if request.exists() else b""
        (self.device.folder / "COMMAND.TXT").write_text(command)
        while (new := await_file(request)) == old:
            pass
        (self.place / "mine" / f"{len(new)}-{new[:24].hex()}.bin").write_bytes(new)

    def upload(self, file: str) -> Path:
        """The vendor's portal takes a file and gives its response."""
        response = self.stick / "response.bin"
        response.write_bytes(self.portal.upload(Path(file).read_bytes()))
        return response


@contextlib.contextmanager
def vendor(place: Path, profile: str, *faults: str) -> Iterator[Vendor]:
    """A world behind one of the shipped profiles."""
    for name in ("stick", "shown", "mine", "bin"):
        (place / name).mkdir(parents=True)
    options = [word for fault in faults for word in ("--vendor-fault", fault)]
    if profile == "smp-files":
        options += ["--pty", str(place / "tty")]
    if profile in ("drop-folder", "by-hand"):
        options += ["--folder", str(place / "shown")]
    with running(place / "store", profile, *options) as device, _path(place, profile):
        folder = {"drop-folder": place / "shown", "by-hand": place / "mine", "license-server": place / "mine"}
        address = str(place / "tty") if profile == "smp-files" else f"dir:{folder[profile]}"
        yield Vendor(profile, place, device, portal(), address)


@contextlib.contextmanager
def _path(place: Path, profile: str) -> Iterator[None]:
    """The license server's program is found as any other."""
    if profile != "license-server":
        yield
        return
    program = place / "bin" / CLI
    store = str(place / "store")
    call = f"app(['vendor-cli', '--store', {store!r}] + sys.argv[1:])"
    program.write_text(f"#!{sys.executable}\nimport sys\nfrom retour.device.commands import app\n{call}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{place / 'bin'}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before
