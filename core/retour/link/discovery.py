"""What is connected: the ports of this machine, and which device answers on which."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from retour.errors import NotReached, Refused, RetourError
from retour.link.device import Identity, LicenseDevice
from retour.link.session import Timing

PROBING: Final = Timing(reply=1.0, retries=1)
"""Looking around: a port where nothing lives must not hold up the others."""
_WINDOWS_PORT: Final = re.compile(r"COM[0-9]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Port:
    """A serial port of this machine; vid, pid and serial number only where it is USB."""

    address: str
    description: str
    vid: int | None
    pid: int | None
    serial_number: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found at an address: an identity, or the problem that kept it from being read."""

    address: str
    description: str
    identity: Identity | None
    problem: RetourError | None


def list_ports() -> tuple[Port, ...]:
    """The serial ports of this machine, sorted by address."""
    from serial.tools import list_ports as ports

    return tuple(
        sorted(
            (Port(p.device, p.description or "", p.vid, p.pid, p.serial_number) for p in ports.comports()),
            key=lambda port: port.address,
        )
    )


async def look(addresses: Sequence[str], timing: Timing = PROBING) -> tuple[Found, ...]:
    """Ask at every address, side by side, who is there. Never raises what a device or port brings about."""
    described = {port.address: port.description for port in list_ports()}
    return tuple(await asyncio.gather(*(_probe(a, described.get(a, ""), timing) for a in dict.fromkeys(addresses))))


async def find(device: str, extra: Sequence[str] = (), timing: Timing = PROBING) -> Found:
    """The device that somebody means by a port path, ``tcp:HOST:PORT`` or a host ID.

    Args:
        extra: addresses that are asked besides this machine's ports when `device` is a host ID.

    Raises:
        NotReached: ``device-not-found``, or why the one address named cannot be used.
        Refused: ``two-devices`` when two devices answer to one host ID.
    """
    if is_address(device):
        (found,) = await look([device], timing)
        if found.problem is not None:
            raise found.problem
        return found
    addresses = [port.address for port in list_ports()] + list(extra)
    every = await look(addresses, timing)
    matching = [found for found in every if found.identity is not None and found.identity.host.id == device]
    if len(matching) > 1:
        where = ", ".join(found.address for found in matching)
        raise Refused(
            "two-devices",
            f"Two devices say that they are {device}: {where}.",
            "Nothing was changed on either.",
            "Unplug one of them, or name the port instead of the host ID.",
            addresses=where,
        )
    if not matching:
        where = ", ".join(found.address for found in every) or "no port at all"
        raise NotReached(
            "device-not-found",
            f"No device {device} was found; looked at: {where}.",
            "Nothing was changed.",
            "Check cable and power, then try again, or name the port.",
            looked_at=[found.address for found in every],
            problems={found.address: found.problem.code for found in every if found.problem is not None},
        )
    return matching[0]


def is_address(device: str) -> bool:
    """Whether this names a place (path, COM port, ``tcp:``, ``dir:``) rather than a host ID."""
    return (
        device.startswith(("tcp:", "dir:"))
        or "/" in device
        or os.sep in device
        or _WINDOWS_PORT.fullmatch(device) is not None
    )


async def _probe(address: str, description: str, timing: Timing) -> Found:
    try:
        async with await LicenseDevice.connect(address, timing) as device:
            return Found(address, description, await device.identity(), None)
    except RetourError as problem:
        return Found(address, description, None, problem)
