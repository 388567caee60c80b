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
from retour.link.opening import open_pipe
from retour.link.ports import Port
from retour.link.timing import Timing
from retour.link.watch import ALIVE_SECONDS, SILENT_SECONDS, Watch
from tests.link.emulators import end, running, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ptys")
QUICK = Timing(reply=0.3, retries=0, patience=0, reconnect=0)


@dataclass
class Desk:
    """A watch over addresses that a test plugs and pulls, at a time of its own."""

    addresses: list[str] = field(default_factory=list)
    now: float = 100.0

    def __post_init__(self) -> None:
        self.watch = Watch(lambda: self.addresses, lambda: self.now, QUICK, ports=tuple)

    def look(self) -> dict[str, Found]:
        """What was found at the addresses of this desk."""
        found = {found.address: found for found in asyncio.run(self.watch.round())}
        assert list(found) == sorted(found)
        return found

    def hosts(self) -> dict[str, str | None]:
        """Host ID, or the problem's code, of all that was found."""
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


def test_a_silent_port_is_asked_at_once_then_at_every_speed_and_then_rarely(desk: Desk, silent: Silent) -> None:
    desk.addresses.append(silent.path)
    assert desk.hosts() == {silent.path: "no-answer"}
    assert silent.asked()
    assert desk.hosts() == {silent.path: "no-answer"}
    assert silent.asked(), "at every speed, once"
    desk.now += SILENT_SECONDS - 0.1
    assert desk.hosts() == {silent.path: "no-answer"}, "it stays on the list with what is known of it"
    assert not silent.asked()
    desk.now += 0.1
    desk.look()
    assert silent.asked()
    desk.look()
    assert not silent.asked(), "not at every speed again"


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


def test_a_device_at_another_speed_is_found_in_the_second_round_and_stays_found(desk: Desk, tmp_path: Path) -> None:
    with running(tmp_path, "--fault", "speed:9600") as emulator:
        desk.addresses.append(emulator.pty)
        desk.watch = Watch(lambda: desk.addresses, lambda: desk.now, Timing(1.2, 0, 0, 0), tuple)
        assert desk.hosts() == {emulator.pty: "no-answer"}
        there = {f"{emulator.pty}@9600": emulator.host_id}
        assert desk.hosts() == there
        desk.now += ALIVE_SECONDS
        assert desk.hosts() == there, "asked at its own speed at once"


@dataclass
class Socket:
    """USB ports of this machine, with real devices behind them under whatever name a test likes."""

    ports: list[Port] = field(default_factory=list)

    def plug(self, link: Path, serial_number: str | None) -> None:
        self.ports = [Port(str(link), "Controller", 0x2FE3, 1, serial_number, "1-1:1.0")]


def test_a_device_that_comes_back_under_another_name_is_the_same_one(desk: Desk, tmp_path: Path) -> None:
    socket, links = Socket(), (tmp_path / "ttyACM0", tmp_path / "ttyACM1")
    with running(tmp_path, "--pty", str(links[0])) as emulator:
        socket.plug(links[0], "SN-1")
        desk.watch = Watch(list, lambda: desk.now, QUICK, lambda: socket.ports)
        assert desk.hosts() == {str(links[0]): emulator.host_id}
        links[1].symlink_to(links[0].readlink())
        links[0].unlink()
        socket.plug(links[1], "SN-1")
        (known,) = desk.watch.present()
        assert (known.address, known.port) == (str(links[1]), socket.ports[0]), "it has never been away"
        assert desk.hosts() == {str(links[1]): emulator.host_id}
        socket.ports.clear()
        assert desk.watch.present() == ()
        assert desk.hosts() == {}


def test_two_adapters_with_one_serial_number_are_two(desk: Desk, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("a", "b")]
    for folder in folders:
        folder.mkdir()
    with running(folders[0], "--host-id", "SN-1") as one, running(folders[1], "--host-id", "SN-2") as two:
        ports = [Port(each.pty, "", 0x10C4, 0xEA60, "0001", f"1-{each.host_id}") for each in (one, two)]
        desk.watch = Watch(list, lambda: desk.now, QUICK, lambda: ports)
        assert desk.hosts() == {one.pty: "SN-1", two.pty: "SN-2"}


def test_a_port_and_a_link_to_it_are_asked_once(desk: Desk, silent: Silent, tmp_path: Path) -> None:
    link = tmp_path / "by-id"
    link.symlink_to(silent.path)
    desk.addresses += [silent.path, str(link), f"{silent.path}@9600"]
    assert desk.hosts() == {silent.path: "no-answer"}


def test_a_device_is_told_while_a_silent_port_is_still_asked(silent: Silent, desk: Desk, tmp_path: Path) -> None:
    link = tmp_path / "tty"
    desk.addresses += [silent.path, str(link)]
    told: list[str] = []

    async def look() -> None:
        met = asyncio.Event()

        def tell(found: Found) -> None:
            told.append(found.address)
            met.set()

        looking = asyncio.ensure_future(desk.watch.round(tell))
        await met.wait()
        assert not looking.done()
        await looking

    with plugged(tmp_path / "a", link):
        asyncio.run(look())
    assert told == [str(link)]


def test_a_round_without_patience_leaves_a_silent_port_to_the_next_one(
    silent: Silent, desk: Desk, tmp_path: Path
) -> None:
    async def look() -> None:
        desk.addresses.append(silent.path)
        begun = asyncio.get_running_loop().time()
        assert silent.path not in {found.address for found in await desk.watch.round(patience=0.05)}
        assert asyncio.get_running_loop().time() - begun < 0.3, "asking it takes longer"
        problems = {found.address: found.problem for found in await desk.watch.round()}
        assert problems[silent.path] is not None
        assert silent.asked()

    asyncio.run(look())


def test_who_rests_has_let_go_of_every_port(silent: Silent, desk: Desk) -> None:
    async def look() -> None:
        desk.addresses.append(silent.path)
        await desk.watch.round(patience=0.05)
        await desk.watch.rest()
        pipe = await open_pipe(silent.path)
        await pipe.close()

    asyncio.run(look())
