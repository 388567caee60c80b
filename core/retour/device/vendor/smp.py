"""The vendor's device on a line: SMP with the OS group, the file group, and one command of the vendor's.

Source: Zephyr "SMP Protocol Specification". What acts is done once: a frame that is the one before it again was only
answered into a bad line.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from retour.device.server import BUFFER_BYTES, ReturnCode
from retour.device.vendor.device import Later, Outbox, VendorDevice
from retour.device.vendor.faults import Faults
from retour.device.vendor.files import GROUP as FILE_GROUP
from retour.device.vendor.files import FileError, FileRefusedError, Files
from retour.device.vendor.store import VendorStore
from retour.errors import Malformed
from retour.link.framing import HEADER_BYTES, OVERHEAD_BYTES, Deframer, Frame, Op, decode_map, encode, encode_map

VENDOR_GROUP: Final = 64
COMMAND: Final = "/lic/command.txt"
REQUEST: Final = "/lic/request.bin"
RESPONSE: Final = "/lic/response.bin"
RESULT: Final = "/lic/result.txt"
_OS_GROUP: Final = 0
_ECHO, _PARAMS = 0, 6
_FILE, _STATUS, _HASH, _KINDS, _CLOSE = 0, 1, 2, 3, 4
_MAKE: Final = 1
_ROOM: Final = BUFFER_BYTES - HEADER_BYTES - OVERHEAD_BYTES
_OLD_CODES: Final = {
    FileError.FILE_OFFSET_NOT_VALID: ReturnCode.INVALID,
    FileError.FILE_OFFSET_LARGER_THAN_FILE: ReturnCode.INVALID,
    FileError.CHECKSUM_HASH_NOT_FOUND: ReturnCode.NOT_SUPPORTED,
}
"""What SMP version 1, which has one number for every group, says instead."""

Map = dict[str, object]


class VendorServer:
    """Answers SMP requests for one vendor's device.

    Args:
        root: folder of its files.
        later: does something after so many seconds.
    """

    def __init__(self, store: VendorStore, root: Path, later: Later, faults: Faults) -> None:
        self._store = store
        self._root = root
        self._later = later
        self._faults = faults
        self._starts = 0
        self.restart()

    def restart(self) -> None:
        """Start anew from what is stored, as a device does whose plug was pulled; what was put off never happens."""
        self._starts += 1
        self._files = Files(self._root, self._info, (COMMAND, RESPONSE))
        outbox = Outbox(lambda data: self._files.put(REQUEST, data), lambda data: self._files.put(RESULT, data))
        self._device = VendorDevice(self._store, outbox, self._put_off, self._faults)
        self._handlers: dict[tuple[int, int, int], Callable[[Map], Map]] = {
            (Op.READ, _OS_GROUP, _ECHO): self._echo,
            (Op.WRITE, _OS_GROUP, _ECHO): self._echo,
            (Op.READ, _OS_GROUP, _PARAMS): lambda _: {"buf_size": BUFFER_BYTES, "buf_count": 1},
            (Op.READ, FILE_GROUP, _FILE): self._download,
            (Op.READ, FILE_GROUP, _STATUS): self._files.status,
            (Op.READ, FILE_GROUP, _HASH): self._files.hash,
            (Op.READ, FILE_GROUP, _KINDS): self._files.kinds,
            (Op.WRITE, FILE_GROUP, _CLOSE): lambda _: {},
        }

    def connection(self) -> Callable[[bytes], bytes]:
        """A function for one stream: takes what arrived, returns what is to be sent."""
        deframer = Deframer()
        last: Frame | None = None

        def feed(data: bytes) -> bytes:
            nonlocal last
            answers = []
            for frame in deframer.feed(data):
                answers.append(self.answer(frame, repeated=frame == last))
                last = frame
            return b"".join(encode(answer) for answer in answers if answer is not None)

        return feed

    def answer(self, asked: Frame, *, repeated: bool = False) -> Frame | None:
        """The answer to one frame; None to one that is not a request. A repeated one changes nothing more."""
        if asked.op not in (Op.READ, Op.WRITE):
            return None
        payload = encode_map(self._values(asked, repeated))
        return Frame(asked.op + 1, asked.version, asked.group, asked.sequence, asked.command, payload)

    def _put_off(self, seconds: float, action: Callable[[], None]) -> None:
        start = self._starts
        self._later(seconds, lambda: action() if start == self._starts else None)

    def _values(self, asked: Frame, repeated: bool) -> Map:
        try:
            values = decode_map(asked.payload) if len(asked.payload) <= _ROOM else None
            if values is None:
                return {"rc": int(ReturnCode.INVALID)}
            return self._dispatch(asked, values, repeated)
        except Malformed:
            return {"rc": int(ReturnCode.INVALID)}
        except OSError:
            return {"rc": int(ReturnCode.UNKNOWN)}
        except FileRefusedError as error:
            if asked.version == 0:
                return {"rc": int(_OLD_CODES.get(error.code, ReturnCode.UNKNOWN))}
            return {"err": {"group": FILE_GROUP, "rc": int(error.code)}} | error.more

    def _dispatch(self, asked: Frame, values: Map, repeated: bool) -> Map:
        what = (asked.op, asked.group, asked.command)
        if what == (Op.WRITE, FILE_GROUP, _FILE):
            return self._upload(values, repeated)
        if what == (Op.WRITE, VENDOR_GROUP, _MAKE):
            return self._make(values, repeated)
        handle = self._handlers.get(what)
        return handle(values) if handle else {"rc": int(ReturnCode.NOT_SUPPORTED)}

    @staticmethod
    def _echo(asked: Map) -> Map:
        text = asked.get("d")
        return {"r": text} if isinstance(text, str) else {"rc": int(ReturnCode.INVALID)}

    def _download(self, asked: Map) -> Map:
        return self._files.download(asked, lambda values: _ROOM - len(encode_map(values)))

    def _upload(self, asked: Map, repeated: bool) -> Map:
        values, complete = self._files.upload(asked)
        if complete and not repeated:
            self._act(complete)
        return values

    def _act(self, name: str) -> None:
        if name == COMMAND:
            self._device.command(self._files.content(name))
        elif name == RESPONSE:
            self._device.process(self._files.content(name))

    def _make(self, asked: Map, repeated: bool) -> Map:
        """The vendor's own way to ask: ``{"do": "sync"}``, or ``{"do": "request", "lines": "KEEP ..."}``."""
        match asked.get("do"), asked.get("lines"):
            case "sync", None:
                command = b"SYNC"
            case "request", str() as lines:
                command = lines.encode()
            case _:
                return {"rc": int(ReturnCode.INVALID)}
        if not repeated:
            self._device.command(command)
        return {}

    def _info(self) -> bytes:
        return self._device.info()
