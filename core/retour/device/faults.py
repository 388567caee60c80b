"""What can be wrong with an emulated device and the line to it, on purpose: to train and to test with.

Each is ``NAME`` or ``NAME:VALUE``; several may be given. What is left to chance is repeated by the same ``seed``.
A FRAME counts the requests that arrived over the program's life, from 1 on.

========================================  ============================================================================
lose-replies[:PERCENT]                    so many of the answers never leave (10)
damage-replies[:PERCENT]                  one byte is changed in so many of the answers (10)
lose-bytes[:PER_THOUSAND]                 so many bytes vanish, both ways (1)
flip-bytes[:PER_THOUSAND]                 one bit is turned in so many bytes, both ways (1)
console[:PERCENT]                         log lines between frames and packets, in so many answers within a packet (10)
late[:SECONDS]                            every answer comes so much later; requests are taken meanwhile (3)
unplug:FRAME[,SECONDS][,after]            the cable is pulled before that frame is answered, and comes back after so
                                          long (1): the pty under another name, TCP at the same port; ``after``: the
                                          device has acted, and only its answer is lost. May be given several times
reboot:FRAME[,SECONDS][,after]            the device restarts, silent for so long (1): what it had in RAM is gone, the
                                          port stays. May be given several times
silent:SECONDS[,FRAME]                    from that frame on (1) nothing is heard and nothing is said for so long, once
speed:BAUD                                bytes take their time at BAUD, 10 bits each; a pty whose client has set
                                          another speed carries garbage
buffer:CLAIMED[,REAL]                     claims to take frames of so many bytes, drops those longer than REAL (512)
bursts[:BYTES]                            of what arrives faster than at 115200 baud, only so many bytes are kept (256)
huge[:FRAME]                              from that frame on (1) an answer that tells a length claims 10 MB, in place of
                                          any other come 10 MB without an end of line
wrong-type[:FRAME]                        from that frame on (1) answers are CBOR, of types that nobody expects
nested[:DEPTH[,FRAME]]                    from that frame on (1) answers are nested so deep (10000)
flood[:FRAME]                             answers nothing and sends without end, log lines and answers that nobody asked
                                          for; from that frame on, or from the beginning
other-reader[:SECONDS]                    another program reads from the pty and takes answers away, for so long or
                                          for good
seed:N                                    what chance begins with (1)
========================================  ============================================================================
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from retour.errors import Usage

NAMES: Final = (
    "lose-replies[:PERCENT], damage-replies[:PERCENT], lose-bytes[:PER_THOUSAND], flip-bytes[:PER_THOUSAND], "
    "console[:PERCENT], late[:SECONDS], unplug:FRAME[,SECONDS][,after], reboot:FRAME[,SECONDS][,after], "
    "silent:SECONDS[,FRAME], speed:BAUD, buffer:CLAIMED[,REAL], bursts[:BYTES], huge[:FRAME], "
    "wrong-type[:FRAME], nested[:DEPTH[,FRAME]], flood[:FRAME], other-reader[:SECONDS], seed:N"
)
_MOST_SECONDS: Final = 3600.0
_MOST: Final = 2**31
_BAUD: Final = (50, 10_000_000)


@dataclass(frozen=True, slots=True)
class Break:
    """The cable is pulled, or the device restarts.

    Attributes:
        frame: at which request, counted from 1.
        seconds: until the device is there again.
        after: the device has acted on that request, and only its answer is lost.
    """

    frame: int
    seconds: float = 1.0
    after: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is heard and said for so many seconds, from that frame on."""

    seconds: float
    frame: int = 1


@dataclass(frozen=True, slots=True)
class Buffer:
    """What the device says that it takes, and what it does take, in bytes of a frame."""

    claimed: int
    real: int = 512


@dataclass(frozen=True, slots=True)
class Nested:
    """Answers nested so deep, from that frame on."""

    depth: int = 10_000
    frame: int = 1


@dataclass(frozen=True, slots=True)
class Faults:
    """Attributes as the module's table has them; shares are 0 to 1, None and 0 are a fault that is not there.

    `huge`, `wrong_type` and `flood` are the frame from which on they are there; 0 of a flood is before any.

    Attributes:
        other_reader: seconds that it reads, infinite for good.
    """

    lose_replies: float = 0.0
    damage_replies: float = 0.0
    lose_bytes: float = 0.0
    flip_bytes: float = 0.0
    console: float | None = None
    late: float = 0.0
    unplug: tuple[Break, ...] = ()
    reboot: tuple[Break, ...] = ()
    silent: Silence | None = None
    speed: int | None = None
    buffer: Buffer | None = None
    bursts: int | None = None
    huge: int | None = None
    wrong_type: int | None = None
    nested: Nested | None = None
    flood: int | None = None
    other_reader: float | None = None
    seed: int = 1


def read_faults(texts: Iterable[str]) -> Faults:
    """Faults by ``NAME`` or ``NAME:VALUE``. Raises `Usage` (``fault``)."""
    faults = Faults()
    for text in texts:
        faults = _with(faults, text)
    return faults


def _with(faults: Faults, text: str) -> Faults:
    name, colon, rest = text.partition(":")
    words = rest.split(",") if colon else []
    try:
        match name, words:
            case "lose-replies", _:
                return replace(faults, lose_replies=_only(words, 10.0, 100.0) / 100)
            case "damage-replies", _:
                return replace(faults, damage_replies=_only(words, 10.0, 100.0) / 100)
            case "lose-bytes", _:
                return replace(faults, lose_bytes=_only(words, 1.0, 1000.0) / 1000)
            case "flip-bytes", _:
                return replace(faults, flip_bytes=_only(words, 1.0, 1000.0) / 1000)
            case "console", _:
                return replace(faults, console=_only(words, 10.0, 100.0) / 100)
            case "late", _:
                return replace(faults, late=_only(words, 3.0, _MOST_SECONDS))
            case "unplug", [frame, *more]:
                return replace(faults, unplug=(*faults.unplug, _break(frame, more)))
            case "reboot", [frame, *more]:
                return replace(faults, reboot=(*faults.reboot, _break(frame, more)))
            case "silent", [seconds] | [seconds, _]:
                return replace(faults, silent=Silence(_real(seconds, _MOST_SECONDS), *_numbers(words[1:])))
            case "speed", [baud]:
                return replace(faults, speed=_number(baud, *_BAUD))
            case "buffer", [_] | [_, _]:
                return replace(faults, buffer=Buffer(*_numbers(words)))
            case "bursts", [] | [_]:
                return replace(faults, bursts=next(_numbers(words), 256))
            case "huge", [] | [_]:
                return replace(faults, huge=next(_numbers(words), 1))
            case "wrong-type", [] | [_]:
                return replace(faults, wrong_type=next(_numbers(words), 1))
            case "nested", [] | [_] | [_, _]:
                return replace(faults, nested=Nested(*_numbers(words)))
            case "flood", [] | [_]:
                return replace(faults, flood=next(_numbers(words), 0))
            case "other-reader", _:
                return replace(faults, other_reader=_only(words, math.inf, _MOST_SECONDS))
            case "seed", [seed]:
                return replace(faults, seed=_number(seed, 0))
    except ValueError:
        pass
    raise Usage("fault", f"There is no fault {text}.", "Nothing was changed.", f"Choose one of: {NAMES}.")


def _break(frame: str, more: list[str]) -> Break:
    after = more[-1:] == ["after"]
    seconds = more[:-1] if after else more
    return Break(_number(frame), _only(seconds, 1.0, _MOST_SECONDS), after)


def _only(words: list[str], default: float, most: float) -> float:
    """The one value, or what stands for it where none is given."""
    match words:
        case []:
            return default
        case [word]:
            return _real(word, most)
    raise ValueError(words)


def _real(word: str, most: float) -> float:
    value = float(word)
    if not 0 < value <= most:
        raise ValueError(word)
    return value


def _numbers(words: Iterable[str]) -> Iterator[int]:
    return (_number(word) for word in words)


def _number(word: str, least: int = 1, most: int = _MOST) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) <= 10 and least <= int(word) <= most):
        raise ValueError(word)
    return int(word)
