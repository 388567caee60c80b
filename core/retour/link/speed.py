"""At which speed a device on a UART answers, where it is silent at the usual one.

One short echo (SMP OS group, command 0) at each rate that is in use, on a port that stays open meanwhile: opening it
anew each time would move DTR, and some devices restart on that.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from retour.link.framing import Deframer, Frame, Op, encode, encode_map
from retour.link.opening import BAUD, open_port
from retour.link.ports import KNOWN, Behind, Port, split_speed
from retour.link.timing import BITS_PER_BYTE

if TYPE_CHECKING:
    import serial

RATES: Final = (BAUD, 9600, 57600, 38400, 19200, 230400, 460800, 921600, 1_000_000)
"""Bits a second, the most usual first."""
_OS_GROUP, _ECHO = 0, 0
_PIECE: Final = 4096
_STEP: Final = 0.02
"""Seconds after which a read looks whether enough has arrived."""
_ALWAYS_USB: Final = ("ttyACM", "cu.usbmodem", "tty.usbmodem")
"""Ports that take every speed, because no UART is behind them."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a port gave at several speeds.

    Attributes:
        speed: bits a second at which a device answered; None where none did.
        noise: whether anything arrived; `frames`: whether any of it was a frame, of whoever.
    """

    speed: int | None
    noise: bool = False
    frames: bool = False


def has_speed(address: str, port: Port | None) -> bool:
    """Whether the speed matters at an address and is not named in it: UARTs and adapters, not USB devices or TCP."""
    place, named = split_speed(address)
    if named is not None or place.startswith(("tcp:", "dir:")):
        return False
    behind = KNOWN.get(port.vid) if port is not None and port.vid is not None else None
    if behind is not None:
        return behind is Behind.UART
    return not os.path.basename(os.path.realpath(place)).startswith(_ALWAYS_USB)  # noqa: PTH119


async def detect(place: str, wait: float, rates: tuple[int, ...] = RATES) -> Heard:
    """Ask at each of `rates` until somebody answers; a cancelled call has let go of the port when it ends.

    Args:
        place: a port's path or name, without a speed.
        wait: seconds for an answer at each rate, beyond what its bytes take on the line.

    Raises:
        NotReached: the port cannot be opened (``port-...``).
    """
    port = open_port(place, rates[0])
    port.timeout, port.write_timeout = _STEP, wait
    heard, stop = Heard(None), threading.Event()
    try:
        for rate in rates:
            asking = asyncio.ensure_future(asyncio.to_thread(_ask, port, rate, wait, stop))
            try:
                here = await asyncio.shield(asking)
            except asyncio.CancelledError:
                stop.set()
                await asyncio.wait({asking})
                raise
            heard = Heard(here.speed, heard.noise or here.noise, heard.frames or here.frames)
            if heard.speed is not None:
                break
    finally:
        port.close()
    return heard


def _ask(port: serial.Serial, rate: int, wait: float, stop: threading.Event) -> Heard:
    """One echo at one rate; a rate that the port does not have, and one that has gone, are silent."""
    asked = Frame(Op.WRITE, 1, _OS_GROUP, rate % 251, _ECHO, encode_map({"d": "?"}))
    deframer, noise, frames = Deframer(), False, False
    try:
        port.baudrate = rate
        port.reset_input_buffer()
        # The line end first: what the device took in at other speeds would spoil the frame.
        request = b"\n" + encode(asked)
        port.write(request)
        until = time.monotonic() + wait + 2 * len(request) * BITS_PER_BYTE / rate
        while time.monotonic() < until and not stop.is_set():
            data = port.read(_PIECE)
            for frame in deframer.feed(data):
                frames = True
                if (frame.op, frame.group, frame.sequence) == (Op.WRITE_ANSWER, _OS_GROUP, asked.sequence):
                    return Heard(rate, True, True)
            noise = noise or bool(data)
    except (OSError, ValueError):
        pass
    return Heard(None, noise, frames)
