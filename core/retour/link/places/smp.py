"""A device's file system over SMP: the standard file group (8), resumable at any offset, every file checked by hash.

Source: Zephyr, "SMP Protocol: File management group": command 0 moves pieces, 1 tells the size, 2 the hash. The group
has no listing and no removal: a pattern must be a plain name, and a file is taken away by writing one byte over it (an
upload of nothing leaves a file as it is). A file of at most one byte is no file here.
"""

from __future__ import annotations

import hashlib
from typing import Final, Self

from retour.errors import Malformed, NotReached, Refused
from retour.link.device import Progress
from retour.link.framing import HEADER_BYTES, OVERHEAD_BYTES, Op, encode_map
from retour.link.opening import open_pipe
from retour.link.places.place import Entry
from retour.link.session import SmpSession, Timing, device_answer
from retour.protocol.fields import Fields

GROUP: Final = 8
MAX_FILE: Final = 4 * 1024 * 1024
_FILE, _STATUS, _HASH = 0, 1, 2
_NOT_FOUND: Final = (3, 5)
"""FS_MGMT_ERR_FILE_NOT_FOUND, and FILE_OPEN_FAILED, which littlefs gives for the same."""
_OFFSET: Final = 11
"""FS_MGMT_ERR_FILE_OFFSET_NOT_VALID: the file has another size than the piece begins at."""
_EMPTY: Final = 16
"""FS_MGMT_ERR_FILE_EMPTY: a hash of nothing is not made."""
_GONE: Final = b"\n"
_SHA256_BYTES: Final = 32
_TIMING: Final = Timing()


class SmpPlace:
    """Opens its line when it is needed, and again after it was lost; a transfer goes on where it stopped."""

    def __init__(self, address: str, timing: Timing = _TIMING) -> None:
        self.address = address
        self._timing = timing
        self._session: SmpSession | None = None
        self._room = 0
        self._got: dict[str, bytearray] = {}
        self._put: dict[str, bytes] = {}

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
        got = self._got.setdefault(path, bytearray())
        if got and not await self._has(path, bytes(got)):
            got.clear()  # another file by now
        length: int | None = None
        while length is None or len(got) < length:
            answer = await self._ask(Op.READ, _FILE, {"name": path, "off": len(got)})
            length = await self._length(path, answer, length)
            piece = Fields.as_octets(answer.get("data"), "data", None)
            if answer.get("off") != len(got) or len(got) + len(piece) > length or (not piece and len(got) < length):
                got.clear()
                raise device_answer("a piece of the file does not fit to the others")
            got += piece
            if progress:
                progress(len(got), length)
        data = bytes(self._got.pop(path))
        if data and not await self._has(path, data):
            raise Refused(
                "readback",
                f"{path} did not arrive as the device holds it: its hash differs.",
                "Nothing was taken from it.",
                "Try again; the device may just have written it.",
            )
        return data

    async def write(self, path: str, data: bytes, progress: Progress | None = None) -> None:
        # Only an upload that this place began is gone on with: what else is there may be an older file, and whole.
        offset = await self._begun(path, data) if self._put.get(path) == data else 0
        self._put[path] = data
        frame: dict[str, object] = {"name": path, "off": len(data), "len": len(data), "data": b""}
        size = await self._space() - len(encode_map(frame)) - 4  # head of the data: up to 4 bytes more
        begun = offset > 0
        while offset < len(data) or not begun:
            begun = True
            wish: dict[str, object] = {"name": path, "off": offset, "data": data[offset : offset + size]}
            if offset == 0:
                wish["len"] = len(data)
            try:
                answer = await self._ask(Op.WRITE, _FILE, wish)
            except Refused as error:
                if error.details.get("rc") != _OFFSET:
                    raise
                answer = {"off": await self._begun(path, data)}  # a piece arrived, and the answer to it did not
            at = Fields.as_number(answer.get("off"), "off", 0, len(data))
            if at <= offset and data:
                raise device_answer("the upload does not get on")
            offset = at
            if progress:
                progress(offset, len(data))
        del self._put[path]
        if not (await self._has(path, data) if data else await self._size(path) == 0):
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
        return await self._send(Op.WRITE, group, command, payload)

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _begun(self, path: str, data: bytes) -> int:
        """How much of `data` is at the device already, after an upload that was cut off."""
        size = await self._size(path)
        if not 0 < size <= len(data):
            return 0
        return size if await self._has(path, data[:size]) else 0

    async def _size(self, path: str) -> int:
        """How long a file is, 0 if it is not there."""
        try:
            answer = await self._ask(Op.READ, _STATUS, {"name": path})
        except Refused as error:
            if error.details.get("rc") in _NOT_FOUND:
                return 0
            raise
        return Fields.as_number(answer.get("len"), "len", 0, 2**32)

    async def _length(self, path: str, answer: dict[str, object], known: int | None) -> int:
        if "len" in answer:
            return Fields.as_number(answer["len"], "len", 0, MAX_FILE)
        if known is not None:
            return known
        return await self._size(path)

    async def _has(self, path: str, data: bytes) -> bool:
        """Whether the device's file begins with `data`, by the device's own hash; true where it makes none."""
        wish: dict[str, object] = {"name": path, "type": "sha256", "off": 0, "len": len(data)}
        try:
            answer = await self._ask(Op.READ, _HASH, wish)
        except Refused as error:
            if error.code == "not-supported":
                return True
            if error.details.get("rc") in (*_NOT_FOUND, _EMPTY):
                return False
            raise
        output = Fields.as_octets(answer.get("output"), "output", _SHA256_BYTES)
        return answer.get("len") == len(data) and output == hashlib.sha256(data).digest()

    async def _ask(self, op: Op, command: int, payload: dict[str, object]) -> dict[str, object]:
        try:
            return await self._send(op, GROUP, command, payload)
        except Refused as error:
            if error.details.get("rc") in _NOT_FOUND and command == _FILE and op is Op.READ:
                raise Refused(
                    "no-such-file",
                    f"There is no {payload['name']} on the device.",
                    "Nothing was changed.",
                    "Is this the right device? If so, check the path in the device profile.",
                    **error.details,
                ) from error
            raise

    async def _send(self, op: Op, group: int, command: int, payload: dict[str, object]) -> dict[str, object]:
        session = await self._open()
        try:
            return await session.request(op, group, command, payload)
        except (NotReached, Malformed):
            await self.close()
            raise

    async def _open(self) -> SmpSession:
        if self._session is None:
            session = SmpSession(await open_pipe(self.address), self._timing)
            try:
                self._room = await session.buffer_size() - HEADER_BYTES - OVERHEAD_BYTES
            except BaseException:
                await session.close()
                raise
            self._session = session
        return self._session

    async def _space(self) -> int:
        await self._open()
        return self._room
