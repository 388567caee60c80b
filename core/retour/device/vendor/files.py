"""The vendor device's file system and SMP's file group (8) over it, as Zephyr does them, oddities included.

Source: Zephyr, "SMP Protocol: File management group" and what its `fs_mgmt` does: a piece at another offset than the
file's size is refused with that size, an upload of nothing truncates nothing, a hash of nothing is not made.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Final

from retour.durable import put
from retour.protocol.fields import Fields

GROUP: Final = 8
FOLDER: Final = "/lic"
MAX_FILE: Final = 4 * 1024 * 1024
_NAME: Final = re.compile(rf"{FOLDER}/([a-z0-9][a-z0-9._-]{{0,31}})")
_MOST: Final = 2**32 - 1
_DATA_HEAD: Final = 5
"""Bytes that CBOR needs at most before the data."""

Map = dict[str, object]


class FileError(IntEnum):
    """Codes of the file group (``FS_MGMT_ERR_*``)."""

    FILE_NOT_FOUND = 3
    FILE_IS_DIRECTORY = 4
    FILE_WRITE_FAILED = 10
    FILE_OFFSET_NOT_VALID = 11
    FILE_OFFSET_LARGER_THAN_FILE = 12
    CHECKSUM_HASH_NOT_FOUND = 13
    MOUNT_POINT_NOT_FOUND = 14
    READ_ONLY_FILESYSTEM = 15
    FILE_EMPTY = 16


class FileRefusedError(Exception):
    """The file group refuses; `more` goes into the answer beside the code."""

    def __init__(self, code: FileError, more: Map | None = None) -> None:
        super().__init__(code.name)
        self.code = code
        self.more = more or {}


class Files:
    """Files of ``/lic`` in a folder, and ``/lic/info.txt``, which is made when it is read.

    What was uploaded is gone after a restart, as nobody knows then how long it was to become.
    """

    def __init__(self, root: Path, info: Callable[[], bytes], inboxes: tuple[str, ...]) -> None:
        self._root = root
        self._info = info
        self._upload: tuple[str, int] | None = None
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in inboxes:
            self._path(name).unlink(missing_ok=True)

    def put(self, name: str, data: bytes) -> None:
        """Make or replace one of the device's own files."""
        put(self._path(name), data)

    def content(self, name: str) -> bytes:
        """Raises `FileRefusedError` (FILE_NOT_FOUND, FILE_IS_DIRECTORY)."""
        if name == f"{FOLDER}/info.txt":
            return self._info()
        if name == FOLDER:
            raise FileRefusedError(FileError.FILE_IS_DIRECTORY)
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise FileRefusedError(FileError.FILE_NOT_FOUND) from None

    def download(self, asked: Map, room: Callable[[Map], int]) -> Map:
        """A piece from an offset on; `room` says how many bytes of data fit beside the other values."""
        data, offset = self.content(_name(asked)), _offset(asked)
        if offset > len(data):
            raise FileRefusedError(FileError.FILE_OFFSET_LARGER_THAN_FILE)
        values: Map = {"off": offset} if offset else {"off": 0, "len": len(data)}
        size = room(values | {"data": b""}) - _DATA_HEAD
        return values | {"data": data[offset : offset + size]}

    def upload(self, asked: Map) -> tuple[Map, str | None]:
        """Take a piece; the answer, and the file's name if the upload is complete by it."""
        name, offset = _name(asked), _offset(asked)
        piece = Fields.as_octets(asked.get("data"), "data", None)
        if name == f"{FOLDER}/info.txt":
            raise FileRefusedError(FileError.READ_ONLY_FILESYSTEM)
        path = self._path(name, FileError.MOUNT_POINT_NOT_FOUND)
        if offset == 0:
            self._upload = (name, Fields.as_number(asked.get("len"), "len", 0, _MOST))
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            size = 0
        if offset > 0 and offset != size:
            raise FileRefusedError(FileError.FILE_OFFSET_NOT_VALID, {"len": size})
        if offset + len(piece) > MAX_FILE:
            raise FileRefusedError(FileError.FILE_WRITE_FAILED)
        if piece or not size:
            with path.open("ab" if offset else "wb") as file:
                file.write(piece)
        arrived = offset + len(piece)
        complete = arrived > 0 and self._upload == (name, arrived)
        return {"off": arrived}, name if complete else None

    def status(self, asked: Map) -> Map:
        return {"len": len(self.content(_name(asked)))}

    def hash(self, asked: Map) -> Map:
        """SHA-256 or CRC-32 of a piece of a file."""
        data = self.content(_name(asked))
        kind = Fields.as_text(asked.get("type", "crc32"), "type")
        offset = Fields.as_number(asked.get("off", 0), "off", 0, _MOST)
        if not data:
            raise FileRefusedError(FileError.FILE_EMPTY)
        if offset >= len(data):
            raise FileRefusedError(FileError.FILE_OFFSET_LARGER_THAN_FILE)
        piece = data[offset : offset + Fields.as_number(asked.get("len", len(data)), "len", 0, _MOST)]
        output: bytes | int
        match kind:
            case "sha256":
                output = hashlib.sha256(piece).digest()
            case "crc32":
                output = zlib.crc32(piece)
            case _:
                raise FileRefusedError(FileError.CHECKSUM_HASH_NOT_FOUND)
        values: Map = {"type": kind, "len": len(piece), "output": output}
        return values | {"off": offset} if offset else values

    @staticmethod
    def kinds(_: Map) -> Map:
        """Hashes and checksums that there are; format 0 is a number, 1 bytes."""
        return {"types": {"crc32": {"format": 0, "size": 4}, "sha256": {"format": 1, "size": 32}}}

    def _path(self, name: str, otherwise: FileError = FileError.FILE_NOT_FOUND) -> Path:
        found = _NAME.fullmatch(name)
        if found is None:
            raise FileRefusedError(otherwise)
        return self._root / found[1]


def _name(asked: Map) -> str:
    return Fields.as_text(asked.get("name"), "name")


def _offset(asked: Map) -> int:
    return Fields.as_number(asked.get("off"), "off", 0, _MOST)
