"""``retour device``: run a device, press its button."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retour.device.vendor.cli import app as vendor_cli
from retour.device.vendor.profiles import ProfileName
from retour.errors import NotReached, Refused, Usage

if TYPE_CHECKING:
    from collections.abc import Callable

    from retour.device.store import Identity, Store
    from retour.protocol.keys import PortalKey

FAULT_HELP = """What is wrong with the device or its line; may be given several times.
lose-replies[:PERCENT], damage-replies[:PERCENT]: so many answers never leave, or with one byte changed (10).
lose-bytes[:PER_THOUSAND], flip-bytes[:PER_THOUSAND]: so many bytes vanish or have one bit turned, both ways (1).
console[:PERCENT]: log lines between answers and their packets, and in so many answers within a packet (10).
late[:SECONDS]: every answer comes so much later (3).
unplug:FRAME[,SECONDS][,after]: the cable is pulled at that request, before it is answered or after it was acted on, and
is back after so long (1): the pty as PTY-2, PTY-3 and so on.
reboot:FRAME[,SECONDS][,after]: the device restarts at that request and is silent for so long (1).
silent:SECONDS[,FRAME]: nothing is heard or said for so long, once, from that request on (1).
speed:BAUD: bytes take their time at BAUD; a pty set to another speed carries garbage.
buffer:CLAIMED[,REAL]: claims to take frames of so many bytes, and drops those longer than REAL (512).
bursts[:BYTES]: of what arrives faster than at 115200 baud, only so many bytes are kept (256).
huge[:FRAME], wrong-type[:FRAME], nested[:DEPTH[,FRAME]]: from that request on (1) answers are of 10 MB, of unexpected
types, nested so deep (10000).
flood[:FRAME]: sends without end, and answers nothing.
other-reader[:SECONDS]: another program takes answers away from the pty, for so long or for good.
seed:N: what chance begins with (1)."""

app = typer.Typer(no_args_is_help=True, help="The reference device: run it, press its button.")
app.add_typer(vendor_cli, name="vendor-cli", hidden=True)


class HostTypeName(StrEnum):
    """Host ID types on the command line."""

    SERIAL = "serial"
    MAC = "mac"
    STRING = "string"
    UEID = "ueid"


class RemovalNeedsName(StrEnum):
    """What authorises a removal, on the command line."""

    ORDER_OR_LOCAL = "order-or-local"
    ORDER = "order"
    LOCAL = "local"
    NOTHING = "nothing"


class KeyTypeName(StrEnum):
    """What kind of key a device makes, on the command line."""

    ED25519 = "ed25519"
    P256 = "p256"


class ClockName(StrEnum):
    """What kind of clock a device has, on the command line."""

    NONE = "none"
    SETTABLE = "settable"
    TRUSTED = "trusted"


@app.command()
def emulate(
    store: Annotated[Path, typer.Option(help="Folder of the device's trusted storage; made if it is missing.")],
    pty: Annotated[Path | None, typer.Option(help="Path of a link to the device's pty.")] = None,
    tcp: Annotated[str | None, typer.Option(help="HOST:PORT to listen on as well; port 0 takes a free one.")] = None,
    portal_key: Annotated[Path | None, typer.Option(help="File with the key of the portal to belong to.")] = None,
    host_id: Annotated[str | None, typer.Option(help="Host ID of a new device; random if not given.")] = None,
    host_type: Annotated[HostTypeName, typer.Option(help="Host ID type of a new device.")] = HostTypeName.SERIAL,
    model: Annotated[str | None, typer.Option(help="Model of a new device.")] = None,
    removal_needs: Annotated[
        RemovalNeedsName, typer.Option(help="What authorises a removal on a new device.")
    ] = RemovalNeedsName.ORDER_OR_LOCAL,
    clock: Annotated[ClockName, typer.Option(help="The clock of a new device.")] = ClockName.NONE,
    button: Annotated[str, typer.Option(help="Where a new device's button is, for whoever stands before it.")] = "",
    key_type: Annotated[KeyTypeName, typer.Option(help="The kind of key of a new device.")] = KeyTypeName.ED25519,
    pin_file: Annotated[Path | None, typer.Option(help="File with a new device's PIN, good for its button.")] = None,
    profile: Annotated[
        ProfileName | None, typer.Option(help="Run a made-up vendor's device, which fits this device profile.")
    ] = None,
    folder: Annotated[Path | None, typer.Option(help="With --profile: where it shows its files.")] = None,
    line: Annotated[
        list[str] | None, typer.Option(help="With --profile: a new device's ACTIVATION_ID=COUNT:PRODUCT.")
    ] = None,
    vendor_fault: Annotated[list[str] | None, typer.Option(help="With --profile: what is wrong with it.")] = None,
    fault: Annotated[list[str] | None, typer.Option(help=FAULT_HELP)] = None,
) -> None:
    """Run a device until it is interrupted. The first line on stdout says where it is."""
    import asyncio
    import time

    if profile is not None:
        _vendor(store, profile, pty, tcp, folder, host_id, model, line or [], vendor_fault or [], fault or [])
        return
    if folder is not None or line or vendor_fault:
        raise Usage(
            "no-profile",
            "The reference device has no folder, and its lines come from the portal.",
            "Nothing was changed.",
            "Name a --profile for a vendor's device, or leave --folder, --line and --vendor-fault away.",
        )

    from retour.device.disk import FolderDisk
    from retour.device.emulator import blink, serve
    from retour.device.faults import read_faults
    from retour.device.pin import make_pin
    from retour.device.server import DeviceServer
    from retour.device.staging import FileStaging
    from retour.device.store import StorageFailedError, Store, create, exists
    from retour.protocol.keys import ED25519, ESP256

    disk, faults = FolderDisk(store), read_faults(fault or [])
    try:
        with disk.locked():
            if not exists(disk):
                named = _model(model, "Retour reference device")
                identity = _new_identity(host_id, host_type, named, removal_needs, clock, button)
                pin = make_pin(_text_of(pin_file, "PIN", "pin-file")) if pin_file is not None else None
                create(disk, identity, alg=ESP256 if key_type is KeyTypeName.P256 else ED25519, pin=pin)
            opened = Store(disk)
            _same_host(opened, host_id)
            if portal_key is not None:
                opened.accept_portal(_read_portal_key(portal_key))
            server = DeviceServer(opened, time.time, blink, FileStaging(store / "staging.part"))
            asyncio.run(serve(server, link=pty, tcp=tcp, started=_announce(opened), faults=faults))
    except StorageFailedError as error:
        raise error.shown from error
    except OSError as error:
        raise _folder(store, error) from error


@app.command(hidden=True)
def other_reader(port: Annotated[Path, typer.Argument(help="A port that another program uses.")]) -> None:
    """Take what arrives at a port away from the program that waits for it."""
    from retour.device.emulator import read_along

    read_along(port)


@app.command()
def press(store: Annotated[Path, typer.Option(help="Folder of a running device.")]) -> None:
    """Press the device's button: a removal is allowed for the next two minutes, once."""
    import time

    from retour.device.disk import FolderDisk
    from retour.device.store import LOCAL_ACT_SECONDS
    from retour.device.store import press as press_button

    try:
        press_button(FolderDisk(store), time.time())
    except OSError as error:
        raise _folder(store, error) from error
    sys.stderr.write(f"Pressed. One removal is allowed for the next {LOCAL_ACT_SECONDS} seconds.\n")


def _vendor(
    store: Path,
    profile: ProfileName,
    pty: Path | None,
    tcp: str | None,
    folder: Path | None,
    host_id: str | None,
    model: str | None,
    lines: list[str],
    faults: list[str],
    line_faults: list[str],
) -> None:
    from retour.device.vendor.run import Face, new_state, run

    identity = _new_identity(
        host_id, HostTypeName.STRING, _model(model, "Vendor's training device"), RemovalNeedsName.NOTHING
    )
    new = new_state(identity.host.id, identity.model, lines)
    try:
        run(store, Face(profile, pty, tcp, folder), host_id, new, faults, line_faults)
    except OSError as error:
        raise _folder(store, error) from error


def _announce(store: Store) -> Callable[[str | None, str | None], None]:
    def started(pty: str | None, tcp: str | None) -> None:
        line = {"pty": pty, "tcp": tcp, "host_id": store.identity.host.id, "public_key": str(store.who.key)}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    return started


def _model(given: str | None, default: str) -> str:
    return default if given is None else given


def _new_identity(
    host_id: str | None,
    host_type: HostTypeName,
    model: str,
    removal_needs: RemovalNeedsName,
    clock: ClockName = ClockName.NONE,
    button: str = "",
) -> Identity:
    import secrets

    from retour.device.store import Identity
    from retour.protocol.casenumber import ALPHABET
    from retour.protocol.group import Clock, RemovalNeeds, SecurityLevel
    from retour.protocol.model import MAX_TEXT, Host, HostType

    name = "SN-" + "".join(secrets.choice(ALPHABET) for _ in range(6)) if host_id is None else host_id
    for what, text in (("host ID", name), ("model", model), *((("button", button),) if button else ())):
        if not (0 < len(text) <= MAX_TEXT and text.isascii() and text.isprintable() and text == text.strip()):
            raise Usage(
                "bad-name",
                f"{text!r} cannot be a device's {what}.",
                "Nothing was changed.",
                f"Use 1 to {MAX_TEXT} printable ASCII characters, without spaces at the ends.",
            )
    return Identity(
        model=model,
        host=Host(HostType[host_type.name], name),
        level=SecurityLevel.NONE,  # a folder can be copied: nothing here ties it to hardware
        clock=Clock[clock.name],
        needs=RemovalNeeds[removal_needs.name],
        portal=None,
        button=button,
    )


def _same_host(store: Store, host_id: str | None) -> None:
    if host_id is not None and host_id != store.identity.host.id:
        raise Refused(
            "other-device",
            f"The device in this folder is {store.identity.host.id}, not {host_id}.",
            "Nothing was changed.",
            "Leave --host-id away, or choose another folder.",
        )


def _read_portal_key(path: Path) -> PortalKey:
    from retour.protocol.keys import PortalKey

    return PortalKey.parse(_text_of(path, "portal's key", "portal-key-file"))


def _text_of(path: Path, what: str, code: str) -> str:
    """The text of a small file, without what surrounds it. Raises `Usage` (`code`)."""
    try:
        with path.open("rb") as file:
            return file.read(1024).decode("ascii", "replace").strip()
    except OSError as error:
        raise Usage(
            code,
            f"The {what} cannot be read from {path}: {error.strerror}.",
            "Nothing was changed.",
            f"Name the file that holds the {what}.",
        ) from error


def _folder(store: Path, error: OSError) -> NotReached:
    return NotReached(
        "store-folder",
        f"The device's folder {store} cannot be used: {error.strerror or error}.",
        "What the folder holds was not changed.",
        "Check that it is a folder, that it can be written and that there is room, then try again.",
    )
