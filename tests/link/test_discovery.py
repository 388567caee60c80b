"""Who is there: devices of other kinds say what they are, and a record tells what is known of a port."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from retour.link import discovery
from retour.link.discovery import Found, is_address, look
from retour.link.framing import Frame, Op, decode_map, encode_map
from retour.link.ports import Port
from retour.link.timing import Timing
from retour.returns.show import found_record
from tests.link.faulty import faulty, needs_ptys
from tests.link.pipes import answering

QUICK = Timing(reply=5.0, retries=0, patience=0, reconnect=0)
_OS, _PARAMS, _INFO = 0, 6, 7


@dataclass
class Generic:
    """A server of the standard groups only, as Zephyr's samples have it.

    Attributes:
        info: what it answers to "who are you"; None where it does not know the command.
    """

    info: object

    def connection(self) -> Callable[[bytes], bytes]:
        return answering(self._answer)

    def restart(self) -> None:
        pass

    def _answer(self, asked: Frame) -> Frame:
        said: dict[str, object] = {"rc": 8}
        if (asked.group, asked.command) == (_OS, _PARAMS):
            said = {"buf_size": 256, "buf_count": 4}
        elif (asked.group, asked.command, asked.op) == (_OS, _INFO, Op.READ) and self.info is not None:
            assert decode_map(asked.payload) == {"format": "a"}
            said = {"output": self.info}
        return Frame(asked.op + 1, asked.version, asked.group, asked.sequence, asked.command, encode_map(said))


@needs_ptys
@pytest.mark.parametrize(
    ("info", "says"),
    [
        ("Zephyr 4.4.0 native_sim", "Zephyr 4.4.0 native_sim"),
        ("two\r\n\x1b[31mlines\0", "two [31mlines"),
        ("x" * 1000, "x" * 120),
        (b"bytes", ""),
        (None, ""),
    ],
    ids=["Zephyr", "control characters", "long", "of the wrong type", "not known"],
)
def test_a_server_without_license_return_is_told_as_what_it_says_it_is(info: object, says: str, tmp_path: Path) -> None:
    async def main() -> Found:
        async with faulty(Generic(info), tmp_path) as device:
            (found,) = await look([device.address], QUICK)
            return found

    found = asyncio.run(main())
    assert found.problem is not None
    assert found.problem.code == "no-license-return"
    assert found.says == says
    record = found_record(found)
    assert (record["code"], record["says"], record["host_id"]) == ("no-license-return", says or None, None)


@needs_ptys
def test_a_port_is_told_with_its_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> tuple[Found, Port]:
        async with faulty(Generic(None), tmp_path) as device:
            (port,) = device.ports()
            monkeypatch.setattr(discovery, "list_ports", lambda: (port,))
            (found,) = await look([device.address, f"{device.address}@9600"], QUICK)
            return found, port

    found, port = asyncio.run(main())
    assert found.port == port
    assert found.description == port.description
    record = found_record(found)
    assert (record["vid"], record["pid"], record["serial_number"]) == ("2fe3", "0001", "4711")
    assert record["speed"] is None


@pytest.mark.parametrize(
    ("text", "whether"),
    [
        ("/dev/ttyUSB0", True),
        ("/dev/ttyUSB0@9600", True),
        ("COM7", True),
        ("com12@57600", True),
        ("tcp:host:1", True),
        ("SN-4711", False),
        ("COM7X", False),
        ("SN@9600", False),
    ],
)
def test_an_address_is_told_from_a_host_id(text: str, whether: bool) -> None:
    assert is_address(text) is whether
