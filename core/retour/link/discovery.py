"""What is connected: the ports of this machine, and which device answers on which, at which speed."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from retour.errors import NotReached, Refused, RetourError
from retour.link.device import Identity, LicenseDevice
from retour.link.opening import BAUD
from retour.link.ports import Port, list_ports, place_of, port_at, split_speed
from retour.link.speed import detect, has_speed
from retour.link.timing import Timing

PROBING: Final = Timing(reply=0.5, retries=3, patience=0, reconnect=0)
"""Looking around: a port where nothing lives must not hold up the others."""
_NAMED: Final = Timing(reply=0.5, retries=7, patience=0, reconnect=0)
"""Somebody says that a device is there, so a bad line gets more chances."""
_PER_RATE: Final = 1 / 2
"""How much of the time for one answer is spent at each speed that is tried."""
_WINDOWS_PORT: Final = re.compile(r"COM[0-9]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found at an address: an identity, or the problem that kept it from being read.

    Attributes:
        address: where it is asked, with the speed behind ``@`` where it answers at another than the usual one.
        port: what this machine knows of the port; None for a pty or TCP.
        speed: bits a second at which it answered; None where it did not, or where no UART is.
        says: what a device without license return says about itself, in one line.
    """

    address: str
    description: str
    identity: Identity | None
    problem: RetourError | None
    port: Port | None = None
    speed: int | None = None
    says: str = ""


async def look(addresses: Sequence[str], timing: Timing = PROBING) -> tuple[Found, ...]:
    """Ask at every address, side by side, who is there; a silent UART at every usual speed.

    Never raises what a device or port brings about. Addresses of one port are asked once, by the first of them.
    """
    ports = list_ports()

    async def whole(address: str) -> Found:
        return await try_speeds(await ask(address, ports, timing), timing)

    return tuple(await asyncio.gather(*map(whole, once_each(addresses))))


async def find(device: str, extra: Sequence[str] = (), timing: Timing | None = None) -> Found:
    """The device that somebody means by a port path (``@BAUD`` behind it), ``tcp:HOST:PORT`` or a host ID.

    Args:
        extra: addresses that are asked besides this machine's ports when `device` is a host ID.

    Raises:
        NotReached: ``device-not-found``, or why the one address named cannot be used.
        Refused: ``two-devices`` when two devices answer to one host ID.
    """
    if is_address(device):
        (found,) = await look([device], timing or _NAMED)
        if found.problem is not None:
            raise found.problem
        return found
    ports, timing = list_ports(), timing or PROBING
    addresses = once_each([*(port.address for port in ports), *extra])
    every: Sequence[Found] = await asyncio.gather(*(ask(address, ports, timing) for address in addresses))
    matching = _named(device, every)
    if not matching:  # trying every speed takes seconds, so not before it has to be
        every = await asyncio.gather(*(try_speeds(found, timing) for found in every))
        matching = _named(device, every)
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
        or _WINDOWS_PORT.fullmatch(split_speed(device)[0]) is not None
    )


async def ask(address: str, ports: Sequence[Port], timing: Timing = PROBING) -> Found:
    """Ask at one address, at its own speed. Never raises what a device or port brings about."""
    port = port_at(address, ports)
    found = Found(address, port.description if port else "", None, None, port)
    try:
        async with await LicenseDevice.connect(address, timing) as device:
            try:
                found = replace(found, identity=await device.identity())
            except Refused as problem:
                says = await device.about_itself() if problem.code == "no-license-return" else ""
                return replace(found, problem=problem, says=says)
    except RetourError as problem:
        return replace(found, problem=problem)
    speed = split_speed(address)[1] or (BAUD if has_speed(address, port) else None)
    return replace(found, speed=speed)


async def try_speeds(found: Found, timing: Timing = PROBING) -> Found:
    """The same, or, where it stayed silent at the usual speed, what answers at another one."""
    if not is_silent(found):
        return found
    try:
        heard = await detect(found.address, timing.reply * _PER_RATE)
    except RetourError as problem:
        return replace(found, problem=problem)
    if heard.speed is None:
        return replace(found, problem=_wrong_speed(found.address)) if heard.noise and not heard.frames else found
    address = found.address if heard.speed == BAUD else f"{found.address}@{heard.speed}"
    again = await ask(address, () if found.port is None else (found.port,), timing)
    return replace(again, speed=heard.speed) if again.identity else again


def is_silent(found: Found) -> bool:
    """Whether nothing was understood here and another speed may help."""
    return (
        found.problem is not None
        and found.problem.code in ("no-answer", "device-floods")
        and has_speed(found.address, found.port)
    )


def once_each(addresses: Sequence[str]) -> list[str]:
    """The addresses without further names of the same port."""
    places: dict[str, str] = {}
    for address in addresses:
        places.setdefault(place_of(address), address)
    return list(places.values())


def _named(host: str, every: Sequence[Found]) -> list[Found]:
    return [found for found in every if found.identity is not None and found.identity.host.id == host]


def _wrong_speed(address: str) -> NotReached:
    return NotReached(
        "wrong-speed",
        f"Something on {address} sends, but nothing that Retour can read at any usual speed.",
        "Nothing was changed.",
        f"Look up the speed of its line; if it is unusual, name it behind the port: {address}@SPEED. "
        "If it is a console, use the device's other port.",
        port=address,
    )
