"""SMP frames over a pty, and the device program as a process. Standard library and cbor2 only: nothing of ours."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import select
import subprocess
import tempfile
import time
import tty
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import cbor2

VENDOR: Final = 0x5254
IDENTITY, INVENTORY, IDENTIFY, REQUEST, EXPORT, STAGE, APPLY, AUTHORISE = range(8)


class Frame:
    """One frame as it came, its payload decoded."""

    def __init__(self, raw: bytes) -> None:
        self.op, self.version = raw[0] & 7, raw[0] >> 3 & 3
        self.group, self.sequence, self.command = int.from_bytes(raw[4:6], "big"), raw[6], raw[7]
        self.map: Any = cbor2.loads(raw[8:])
        assert int.from_bytes(raw[2:4], "big") == len(raw) - 8


def lines(op: int, group: int, command: int, payload: bytes, sequence: int) -> bytes:
    """A request of SMP version 2 as it goes over the line (SPEC 8.1)."""
    head = bytes([op | 8, 0]) + len(payload).to_bytes(2, "big") + group.to_bytes(2, "big")
    frame = head + bytes([sequence, command]) + payload
    total = (len(frame) + 2).to_bytes(2, "big") + frame + binascii.crc_hqx(frame, 0).to_bytes(2, "big")
    out = b""
    for at in range(0, len(total), 93):
        out += (b"\x04\x14" if at else b"\x06\x09") + base64.b64encode(total[at : at + 93]) + b"\n"
    return out


def frames(received: bytes) -> list[Frame]:
    """The frames that are whole; whatever is not as SPEC says fails."""
    found: list[Frame] = []
    total = b""
    for line in received.split(b"\n")[:-1]:
        assert len(line) + 1 <= 127, line
        assert line[:2] in (b"\x06\x09", b"\x04\x14"), line
        total = (b"" if line[:2] == b"\x06\x09" else total) + base64.b64decode(line[2:], validate=True)
        if len(total) == 2 + int.from_bytes(total[:2], "big"):
            frame, crc = total[2:-2], total[-2:]
            assert binascii.crc_hqx(frame, 0).to_bytes(2, "big") == crc
            found.append(Frame(frame))
    return found


class Refused(Exception):
    """The device's refusal: a code of the vendor group, or one of SMP itself."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(str(answer))
        self.rc: int | None = answer["err"]["rc"] if "err" in answer else None
        self.smp_rc: int | None = answer.get("rc")


class Device:
    """The program over `store`, or newly made in a folder of its own."""

    def __init__(self, program: Path, options: Sequence[str], store: Path | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.store = str(store or Path(self._folder.name) / "store")
        command = [str(program), "serve", "--store", self.store, "--control", *options]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.hello: dict[str, str] = json.loads(self.process.stdout.readline())
        self.fd = os.open(self.hello["pty"], os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.fd)
        self.sequence = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.fd)
        self.process.terminate()
        code = self.process.wait(10)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self._folder.cleanup()
        assert kind is not None or code == 0, "a sanitizer, or the program itself, found something wrong"

    def cut(self) -> None:
        """SIGKILL, whatever it is at."""
        self.process.kill()
        self.process.communicate()
        os.close(self.fd)
        self._folder.cleanup()

    def control(self, line: str) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "ok\n", line

    def receive(self, wait: float, count: int) -> list[Frame]:
        """Until `count` frames are there, or nothing more comes for a while."""
        received = b""
        end = time.monotonic() + wait
        while True:
            found = frames(received)
            left = end - time.monotonic()
            if (count and len(found) >= count) or left <= 0:
                return found
            if select.select([self.fd], [], [], left)[0]:
                received += os.read(self.fd, 4096)

    def send(self, data: bytes) -> None:
        for at in range(0, len(data), 500):
            os.write(self.fd, data[at : at + 500])

    def raw(self, op: int, group: int, command: int, payload: bytes) -> Any:
        self.sequence = (self.sequence + 1) % 256
        self.send(lines(op, group, command, payload, self.sequence))
        (frame,) = self.receive(10, 1)
        assert (frame.op, frame.version, frame.group, frame.sequence) == (op + 1, 1, group, self.sequence)
        assert frame.command == command
        return frame.map

    def ask(self, op: int, command: int, arguments: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self.raw(op, VENDOR, command, cbor2.dumps(arguments))
        if "err" in answer or "rc" in answer:
            raise Refused(answer)
        return answer

    def blob(self, command: int) -> tuple[int, bytes]:
        data = b""
        while True:
            answer = self.ask(0, command, {"off": len(data)})
            assert answer["off"] == len(data)
            data += answer["data"]
            if not answer["data"]:
                assert (answer["len"], answer["sha"]) == (len(data), hashlib.sha256(data).digest())
                return answer["ctr"], data

    def stage(self, data: bytes) -> bytes:
        sha = hashlib.sha256(data).digest()
        at = 0
        while at < len(data):
            at = self.ask(2, STAGE, {"off": at, "len": len(data), "sha": sha, "data": data[at : at + 700]})["off"]
        return sha
