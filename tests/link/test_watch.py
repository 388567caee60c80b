"""What is connected, kept current: real emulators and silent ptys, and a clock that the test moves."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pty
import select
import sys
import tty
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from retour.link.discovery import Found
from retour.link.session import Timing
from retour.link.watch import ALIVE_SECONDS, SILENT_SECONDS, Watch
from tests.link.emulators import end, running, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ptys")
QUICK = Timing(reply=0.3, retries=0)


@dataclass
class Desk:
    """A watch over addresses that a test plugs and pulls, at a time of its own."""

    addresses: list[str] = field(default_factory=list)
    now: float = 100.0

    def __post_init__(self) -> None:
        self.watch = Watch(lambda: self.addresses, lambda: self.now, QUICK)

    def look(self) -> dict[str, Found]:
        """What was found at the addresses of this desk; the machine may have ports of its own."""
        found = {found.address: found for found in asyncio.run(self.watch.round())}
        assert list(found) == sorted(found)
        return {address: each for address, each in found.items() if address in self.addresses}

    def hosts(self) -> dict[str, str | None]:
        """Host ID, or the problem's code, of every address."""
        return {
            address: found.identity.host.id if found.identity else found.problem.code if found.problem else None
            for address, found in self.look().items()
        }


@dataclass
class Silent:
    """A port behind which nobody answers; it knows whether somebody has asked."""

    master: int
    path: str

    def asked(self) -> bool:
        asked = False
        while select.select([self.master], [], [], 0)[0]:
            os.read(self.master, 4096)
            asked = True
        return asked


@pytest.fixture
def silent() -> Iterator[Silent]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    yield Silent(master, os.ttyname(slave))
    os.close(master)
    os.close(slave)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@contextlib.contextmanager
def plugged(folder: Path, link: Path, host: str = "SN-1") -> Iterator[None]:
    """A device while it is plugged in; its link goes with it, as udev sees to."""
    folder.mkdir(exist_ok=True)
    emulator = start(folder, "--pty", str(link), "--host-id", host)
    try:
        yield
    finally:
        end(emulator, kill=True)
        link.unlink(missing_ok=True)


def test_a_device_that_is_plugged_in_is_found_at_once_and_gone_when_it_is_pulled(desk: Desk, tmp_path: Path) -> None:
    link = tmp_path / "tty"
    desk.addresses.append(str(link))
    assert desk.look() == {}, "the link of a pty that is not there is not asked"
    with plugged(tmp_path / "a", link):
        assert desk.hosts() == {str(link): "SN-1"}
    assert desk.look() == {}
    with plugged(tmp_path / "b", link, "SN-2"):
        assert desk.hosts() == {str(link): "SN-2"}, "it was gone in between, so it is asked at once"


def test_a_link_that_leads_to_another_device_is_asked_again(desk: Desk, tmp_path: Path) -> None:
    link = tmp_path / "tty"
    desk.addresses.append(str(link))
    with plugged(tmp_path / "a", link):
        assert desk.hosts() == {str(link): "SN-1"}
    with plugged(tmp_path / "b", link, "SN-2"):
        assert desk.hosts() == {str(link): "SN-1"}, "nobody saw that it was gone"
        desk.now += ALIVE_SECONDS
        assert desk.hosts() == {str(link): "SN-2"}


def test_a_device_that_falls_silent_is_said_to_have_a_problem(desk: Desk, tmp_path: Path) -> None:
    with running(tmp_path, "--tcp", "127.0.0.1:0") as emulator:
        address = f"tcp:{str(emulator.tcp).removeprefix('tcp:')}"
        desk.addresses.append(address)
        assert desk.hosts() == {address: emulator.host_id}
    assert desk.hosts() == {address: emulator.host_id}, "not asked again yet"
    desk.now += ALIVE_SECONDS
    found = desk.look()[address]
    assert found.identity is None
    assert found.problem is not None


def test_a_silent_port_is_asked_at_once_and_then_rarely(desk: Desk, silent: Silent) -> None:
    desk.addresses.append(silent.path)
    assert desk.hosts() == {silent.path: "no-answer"}
    assert silent.asked()
    desk.now += SILENT_SECONDS - 0.1
    assert desk.hosts() == {silent.path: "no-answer"}, "it stays on the list with what is known of it"
    assert not silent.asked()
    desk.now += 0.1
    desk.look()
    assert silent.asked()


def test_looking_again_asks_everywhere(desk: Desk, silent: Silent) -> None:
    desk.addresses.append(silent.path)
    desk.look()
    silent.asked()
    desk.watch.forget_all()
    desk.look()
    assert silent.asked()


def test_a_round_that_is_cut_off_leaves_what_was_known_and_asks_again(
    desk: Desk, silent: Silent, tmp_path: Path
) -> None:
    with running(tmp_path) as emulator:
        desk.addresses.append(emulator.pty)
        assert desk.hosts() == {emulator.pty: emulator.host_id}
        desk.addresses.append(silent.path)

        async def cut_off() -> None:
            looking = asyncio.ensure_future(desk.watch.round())
            asked = asyncio.Event()
            asyncio.get_running_loop().add_reader(silent.master, asked.set)
            await asked.wait()  # in the middle of waiting for the silent port
            asyncio.get_running_loop().remove_reader(silent.master)
            looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await looking

        asyncio.run(cut_off())
        assert silent.asked()
        assert desk.hosts() == {emulator.pty: emulator.host_id, silent.path: "no-answer"}
        assert silent.asked()


def test_an_address_named_twice_is_asked_once(desk: Desk, tmp_path: Path) -> None:
    links = [tmp_path / name for name in ("tty-b", "tty-a")]
    desk.addresses += [str(link) for link in links] * 2
    with plugged(tmp_path / "a", links[0]), plugged(tmp_path / "b", links[1], "SN-2"):
        assert desk.hosts() == {str(links[1]): "SN-2", str(links[0]): "SN-1"}
