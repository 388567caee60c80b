"""A device's file system over SMP: the standard file group (8), resumable at any offset, every file checked by hash.

Source: Zephyr, "SMP Protocol: File management group": command 0 moves pieces, 1 tells the size, 2 the hash. The group
has no listing and no removal: a pattern must be a plain name, and a file is taken away by writing one byte over it (an
upload of nothing leaves a file as it is). A file of at most one byte is no file here.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Awaitable
from typing import Final, Self, TypeVar, Unpack

from retour.errors import Malformed, NotReached, Refused
from retour.link.device import Progress
from retour.link.framing import HEADER_BYTES, OVERHEAD_BYTES, Op, data_room, encode_map
from retour.link.line import Line, LineOptions
from retour.link.parts import MemoryParts, Parts
from retour.link.places.place import Entry
from retour.link.session import SmpSession, checked, device_answer
from retour.link.timing import FIELD, Timing
from retour.protocol.fields import Fields

GROUP: Final = 8
MAX_FILE: Final = 4 * 1024 * 1024
_FILE, _STATUS, _HASH, _CLOSE = 0, 1, 2, 4
_SETTLED: Final = 1024
"""Bytes of an upload after which the device is made to write them down; later, after a quarter more each time."""
_NOT_FOUND: Final = (3, 5)
"""FS_MGMT_ERR_FILE_NOT_FOUND, and FILE_OPEN_FAILED, which littlefs gives for the same."""
_OFFSET: Final = 11
"""FS_MGMT_ERR_FILE_OFFSET_NOT_VALID: the file has another size than the piece begins at."""
_FULL: Final = 10
"""FS_MGMT_ERR_FILE_WRITE_FAILED."""
_EMPTY: Final = 16
"""FS_MGMT_ERR_FILE_EMPTY: a hash of nothing is not made."""
_GONE: Final = b"\n"
_SHA256_BYTES: Final = 32
_LEAST_PIECE: Final = 8

_Result = TypeVar("_Result")


class SmpPlace:
    """Opens its line when it is needed, and again after it was lost; a transfer goes on where it stopped.

    Args:
        parts: keeps what arrived of a download, and which uploads were begun.
    """

    def __init__(
        self,
        address: str,
        timing: Timing = FIELD,
        *,
        parts: Parts | None = None,
        **options: Unpack[LineOptions],
    ) -> None:
        self._line = Line(address, _any, timing, **options)
        self._parts = MemoryParts() if parts is None else parts

    @property
    def address(self) -> str:
        """Where the device is now."""
        return self._line.address

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def find(self, pattern: str) -> tuple[Entry, ...]:
        if "*" in pattern:
            raise Refused(
                "no-listing",
                f"A device cannot be asked over SMP which files fit {pattern}.",
                "Nothing was changed.",
                "Name the file exactly in the device profile.",
            )
        size = await self._size(pattern)
        return (Entry(pattern, size, None),) if size > len(_GONE) else ()

    async def read(self, path: str, progress: Progress | None = None) -> bytes:
        kept = self._parts.load(self._kept(path))
        if kept and await self._hash(path, kept) is not True:
            kept = b""  # another file by now
        data = await self._download(path, kept, progress)
        same = await self._hash(path, data) if data else True
        if same is None:
            same = await self._download(path, b"", None) == data
        self._parts.drop(self._kept(path))
        if not same:
            raise Refused(
                "readback",
                f"{path} did not arrive as the device holds it: its hash differs.",
                "Nothing was taken from it.",
                "Try again; the device may just have written it.",
            )
        return data

    async def write(self, path: str, data: bytes, progress: Progress | None = None) -> None:
        begun, sha256 = self._kept(path, "put"), hashlib.sha256(data).digest()
        # Only an upload that was begun from here is gone on with: what else is there may be an older file, and whole.
        offset = await self._begun(path, data, None) if self._parts.load(begun) == sha256 else 0
        self._parts.add(begun, 0, sha256)
        troubles = self._line.troubles
        await self._upload(path, data, offset, progress)
        there = await self._is_there(path, data)
        if not there and self._line.troubles > troubles:  # most likely it was started anew, and without the file
            await self._upload(path, data, 0, progress)
            there = await self._is_there(path, data)
        self._parts.drop(begun)
        if not there:
            raise Refused(
                "readback",
                f"{path} on the device does not read back as it was written.",
                "Nothing was lost: the file is kept here.",
                "Try again; if it stays so, the device's file system is failing.",
            )

    async def remove(self, path: str) -> None:
        if await self.find(path):
            await self.write(path, _GONE)

    async def command(self, group: int, command: int, payload: dict[str, object]) -> dict[str, object]:
        """Send a vendor's own command; its answer."""
        with_work = self._line.request(Op.WRITE, group, command, payload, works=True)
        return await self._guarded(with_work)

    async def close(self) -> None:
        await self._line.close()

    async def _download(self, path: str, kept: bytes, progress: Progress | None) -> bytes:
        got = bytearray(kept)
        length: int | None = None
        while length is None or len(got) < length:
            answer = await self._piece(Op.READ, {"name": path, "off": len(got)})
            if answer is None:
                continue
            length = await self._length(path, answer, length)
            piece = checked(lambda a: Fields.as_octets(a.get("data"), "data", None), answer)
            if answer.get("off") != len(got) or len(got) + len(piece) > length or (not piece and len(got) < length):
                self._parts.drop(self._kept(path))
                raise device_answer("a piece of the file does not fit to the others")
            self._parts.add(self._kept(path), len(got), piece)
            got += piece
            if progress:
                progress(len(got), length)
        return bytes(got)

    async def _upload(self, path: str, data: bytes, offset: int, progress: Progress | None) -> None:
        frame: dict[str, object] = {"name": path, "off": len(data), "len": len(data)}
        begun, settled = offset > 0, offset
        await self._guarded(self._line.open())  # says how much room there is
        while offset < len(data) or not begun:
            room = self._line.up
            wish: dict[str, object] = {"name": path, "off": offset}
            wish["data"] = data[offset : offset + max(_LEAST_PIECE, data_room(room.size, frame))]
            if offset == 0:
                wish["len"] = len(data)
            length = HEADER_BYTES + OVERHEAD_BYTES + len(encode_map(wish))
            try:
                answer = await self._piece(Op.WRITE, wish)
            except Refused as error:
                if error.details.get("rc") != _OFFSET:
                    raise
                # A piece arrived and the answer to it did not, or the device was started anew meanwhile.
                offset = await self._begun(path, data, error.details.get("len"))
            else:
                if answer is not None:
                    room.arrived(length)
                    at = checked(lambda a: Fields.as_number(a.get("off"), "off", 0, len(data)), answer)
                    if at <= offset and data:
                        raise device_answer("the upload does not get on")
                    offset, begun = at, True
                elif room.lost(length):
                    # What arrived may be the whole file: a device acts on that, and shall not do so twice.
                    offset = max(offset, await self._begun(path, data, None))
            begun = begun or offset > 0
            if offset - settled >= max(_SETTLED, settled // 4) and offset < len(data):
                await self._settle()
                settled = offset
            settled = min(settled, offset)
            if progress:
                progress(offset, len(data))

    def _kept(self, path: str, act: str = "get") -> str:
        """What is kept of a transfer is kept under this name."""
        return "\n".join((act, path, self._line.name))

    async def _is_there(self, path: str, data: bytes) -> bool:
        """Whether the device's file is exactly this."""
        await self._settle()
        if await self._size(path) != len(data):
            return False
        same = await self._hash(path, data) if data else True
        return await self._download(path, b"", None) == data if same is None else same

    async def _settle(self) -> None:
        """Have the device close the file that it writes: until then its size is old, and a restart loses what came."""
        with contextlib.suppress(Refused):
            await self._ask(Op.WRITE, _CLOSE, {})

    async def _begun(self, path: str, data: bytes, hint: object) -> int:
        """How much of `data` is at the device already, after an upload that was cut off; `hint` is what it says."""
        if not isinstance(hint, int):
            await self._settle()
        size = hint if isinstance(hint, int) else await self._size(path)
        if not 0 < size <= len(data):
            return 0
        return size if await self._hash(path, data[:size]) else 0

    async def _size(self, path: str) -> int:
        """How long a file is, 0 if it is not there."""
        try:
            answer = await self._ask(Op.READ, _STATUS, {"name": path})
        except Refused as error:
            if error.details.get("rc") in _NOT_FOUND:
                return 0
            raise
        return _length_of(answer, 2**32)

    async def _length(self, path: str, answer: dict[str, object], known: int | None) -> int:
        if "len" in answer:
            return _length_of(answer, MAX_FILE)
        if known is not None:
            return known
        return await self._size(path)

    async def _hash(self, path: str, data: bytes) -> bool | None:
        """Whether the device's file begins with `data`, by the device's own hash; None where it makes none."""
        wish: dict[str, object] = {"name": path, "type": "sha256", "off": 0, "len": len(data)}
        try:
            answer = await self._ask(Op.READ, _HASH, wish)
        except Refused as error:
            if error.code == "not-supported":
                return None
            if error.details.get("rc") in (*_NOT_FOUND, _EMPTY):
                return False
            raise
        output = checked(lambda a: Fields.as_octets(a.get("output"), "output", _SHA256_BYTES), answer)
        return answer.get("len") == len(data) and output == hashlib.sha256(data).digest()

    async def _ask(self, op: Op, command: int, payload: dict[str, object]) -> dict[str, object]:
        return await self._guarded(self._line.request(op, GROUP, command, payload, works=True))

    async def _piece(self, op: Op, payload: dict[str, object]) -> dict[str, object] | None:
        try:
            return await self._guarded(self._line.once(op, GROUP, _FILE, payload))
        except Refused as error:
            if error.details.get("rc") in _NOT_FOUND and op is Op.READ:
                raise Refused(
                    "no-such-file",
                    f"There is no {payload['name']} on the device.",
                    "Nothing was changed.",
                    "Is this the right device? If so, check the path in the device profile.",
                    **error.details,
                ) from error
            if error.details.get("rc") == _FULL and op is Op.WRITE:
                raise Refused(
                    "device-full",
                    f"The device could not write {payload['name']}: most likely its file system is full.",
                    "Nothing was lost: the file is kept here.",
                    "Make room on the device, then try again; if it stays so, its file system is failing.",
                    **error.details,
                ) from error
            raise

    async def _guarded(self, asked: Awaitable[_Result]) -> _Result:
        """After what cannot be explained the next request begins with a new session."""
        try:
            return await asked
        except (NotReached, Malformed):
            await self.close()
            raise


def _length_of(answer: dict[str, object], most: int) -> int:
    return checked(lambda a: Fields.as_number(a.get("len"), "len", 0, most), answer)


async def _any(_: SmpSession) -> bool:
    """A file system has no name of its own: what is moved is told by its hash, and a port by its serial number."""
    return True
