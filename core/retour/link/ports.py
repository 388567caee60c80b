"""The serial ports of this machine, what stands behind each, and where a device that was lost may be now."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

_WITH_SPEED: Final = re.compile(r"(?P<place>.+)@(?P<baud>[1-9][0-9]{0,7})")


@dataclass(frozen=True, slots=True)
class Port:
    """A serial port of this machine.

    Attributes:
        vid, pid, serial_number: of the USB device behind it; None where it is none, or has no serial number.
        location: the USB socket, and the number of the interface behind ``:`` where the device has several.
        interface: what the USB interface calls itself.
    """

    address: str
    description: str
    vid: int | None
    pid: int | None
    serial_number: str | None
    location: str | None = None
    interface: str | None = None


Ports = Callable[[], Sequence[Port]]
"""Lists the ports as they are now."""


class Behind(Enum):
    """What a USB port leads to: a UART, whose speed matters, or the device itself."""

    UART = auto()
    DEVICE = auto()


KNOWN: Final = {
    0x0403: Behind.UART,  # FTDI
    0x067B: Behind.UART,  # Prolific PL2303
    0x10C4: Behind.UART,  # Silicon Labs CP210x
    0x1A86: Behind.UART,  # WCH CH34x
    0x1915: Behind.DEVICE,  # Nordic Semiconductor, MCUboot
    0x2FE3: Behind.DEVICE,  # Zephyr
}
"""USB vendor IDs that field devices are met with; packaging/udev/70-retour.rules opens the same ones."""


def list_ports() -> tuple[Port, ...]:
    """The serial ports of this machine, sorted by address."""
    from serial.tools import list_ports as ports

    return tuple(
        sorted(
            (
                Port(p.device, p.description or "", p.vid, p.pid, p.serial_number, p.location, p.interface)
                for p in ports.comports()
            ),
            key=lambda port: port.address,
        )
    )


def split_speed(address: str) -> tuple[str, int | None]:
    """An address without the ``@BAUD`` behind it, and that speed in bits/s."""
    match = None if address.startswith(("tcp:", "dir:")) else _WITH_SPEED.fullmatch(address)
    return (match["place"], int(match["baud"])) if match else (address, None)


def port_at(address: str, ports: Sequence[Port]) -> Port | None:
    """The port that an address means: ``@BAUD`` does not count, and links such as /dev/serial/by-id are followed."""
    place = place_of(address)
    return next((port for port in ports if place_of(port.address) == place), None)


def candidates(lost: Port | None, address: str, ports: Sequence[Port]) -> tuple[str, ...]:
    """Where a device that was at `address` may be now, the most likely first; empty if another device took its place.

    Args:
        lost: what that port was then; None where it was no port of this machine (a pty, TCP).
        address: where it was; the speed behind ``@`` is kept.
        ports: what is there now.
    """
    named, speed = split_speed(address)
    here = port_at(address, ports)
    if lost is None or lost.vid is None:
        return (address,)
    was = (lost.vid, lost.pid, lost.serial_number)
    same = [port for port in ports if (port.vid, port.pid, port.serial_number) == was]
    same.sort(key=lambda port: _unlike(lost, port))
    places = [named if port is here else port.address for port in same]
    if here is None or here.vid is None:
        behind = 0 if lost.serial_number is None else len(places)
        places.insert(behind, named)
    return tuple(place if speed is None else f"{place}@{speed}" for place in places)


def same_device(port: Port) -> tuple[object, ...] | None:
    """What a USB device's port has in common under every name; None where nothing tells it from others of its kind."""
    if port.vid is None or port.serial_number is None:
        return None
    return port.vid, port.pid, port.serial_number, *_function(port)


def _unlike(lost: Port, port: Port) -> tuple[bool, bool, bool, str]:
    """Sorts ports of one USB device, or of several alike, by how sure it is that this is the lost one."""
    return (
        _function(port) != _function(lost),
        port.location != lost.location,
        port.address != lost.address,
        port.address,
    )


def _function(port: Port) -> tuple[str | None, str]:
    """Which of a USB device's interfaces a port is."""
    return port.interface, (port.location or "").partition(":")[2]


def place_of(address: str) -> str:
    """The same for all names of one port: links are followed, the speed is left away, COM7 is com7."""
    place, _ = split_speed(address)
    return os.path.realpath(place) if "/" in place else place.upper()
