"""A run that does not go well: strangers' devices, silent and hanging ones, and whoever wants to stop."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from retour.conformance.bench import Hands
from retour.conformance.hands import hands
from retour.conformance.office import Office
from retour.conformance.outcome import Outcome, Result
from retour.conformance.run import Run
from retour.device.server import DeviceServer
from retour.errors import Malformed, NotReached, Refused, RetourError
from retour.link import discovery
from retour.link.ports import Port
from retour.protocol.keys import PortalKey
from tests.conformance.kit import PATIENCE, TestDevice, checked, failed, left_out, listening, office_in
from tests.conformance.planted import Map, StuckAfterConsoleText
from tests.device import kit
from tests.journeys.world import Done, typed


def conformance(folder: Path, *arguments: str) -> Done:
    return typed(folder / "laptop", "conformance", *arguments, "--portal", str(folder / "portal.json"))


def refusal(device: TestDevice, office: Office) -> RetourError:
    before = dict(device.disk.pieces)
    with pytest.raises(RetourError) as caught:
        asyncio.run(checked(device, office))
    assert {**device.disk.pieces, "anchor": b""} == {**before, "anchor": b""}
    return caught.value


@pytest.mark.parametrize(("portal", "code"), [(kit.PORTAL, "other-portal"), (None, "no-portal")])
def test_a_device_of_nobody_or_of_another_portal_is_left_alone(
    portal: PortalKey | None, code: str, tmp_path: Path
) -> None:
    office = office_in(tmp_path)
    error = refusal(TestDevice(portal), office)
    assert (type(error), error.code) == (Refused, code)
    assert str(office.pinned) in error.todo
    assert "no other loses licenses" in error.safe


def test_the_same_portal_with_another_root_is_another_portal(tmp_path: Path) -> None:
    office = office_in(tmp_path)
    stranger = PortalKey(office.portal, office.pinned.key, office.pinned.order_key, kit.PORTAL_SIGNS.public)
    assert refusal(TestDevice(stranger), office).code == "other-portal"


class NoHost(DeviceServer):
    def _identity(self, asked: Map) -> Map:
        return super()._identity(asked) | {"hid": 7}


class NoGroup(DeviceServer):
    def _identity(self, asked: Map) -> Map:
        return {"rc": 8}


@pytest.mark.parametrize(("server", "code"), [(NoHost, "device-identity"), (NoGroup, "no-license-return")])
def test_an_identity_that_cannot_be_used_ends_the_run(server: type[DeviceServer], code: str, tmp_path: Path) -> None:
    office = office_in(tmp_path)
    error = refusal(TestDevice(office.pinned, make_server=server), office)
    assert error.code == code
    assert isinstance(error, Malformed | Refused)


def run_against(feed: Callable[[bytes], bytes], office: Office, run: Run) -> None:
    async def go() -> None:
        async with listening(lambda: feed) as address:
            await run.go(address, office, Hands(), (), PATIENCE)

    asyncio.run(go())


def test_a_silent_device_is_not_reached(tmp_path: Path) -> None:
    run = Run(lambda _: None)
    with pytest.raises(NotReached) as caught:
        run_against(lambda _: b"", office_in(tmp_path), run)
    assert (caught.value.code, run.results, run.emptied) == ("no-answer", [], None)


def test_a_device_that_falls_silent_ends_the_run_with_what_was_found(tmp_path: Path) -> None:
    office = office_in(tmp_path)
    device = TestDevice(office.pinned)
    run = Run(lambda result: silent.append(result.rule) if result.rule == "T-5" else None)
    silent: list[str] = []
    feed = device.server.connection()
    with pytest.raises(NotReached) as caught:
        run_against(lambda data: b"" if silent else feed(data), office, run)
    assert caught.value.code == "device-silent"
    assert [result.rule for result in run.results] == ["T-1", "T-2", "T-3", "T-4", "T-5", "T-6", "T-7", "T-8"]
    assert [result.outcome is Outcome.FAILED for result in run.results] == [False] * 5 + [True] * 3
    assert run.results[5].why == "there was no answer within 0.4 s"
    assert run.emptied is False


def test_a_check_that_hangs_fails_and_the_next_goes_on(tmp_path: Path) -> None:
    office = office_in(tmp_path)
    began = time.monotonic()
    run = asyncio.run(checked(TestDevice(office.pinned, make_server=StuckAfterConsoleText), office))
    assert failed(run) == {"T-2": "an echo right behind it had no answer within 0.4 s"}
    assert time.monotonic() - began < 20


def test_an_interrupted_run_keeps_what_ran_and_empties_the_device(tmp_path: Path) -> None:
    office = office_in(tmp_path)
    device = TestDevice(office.pinned)

    def tell(result: Result) -> None:
        if result.rule == "D-3":
            task = asyncio.current_task()
            assert task is not None
            task.cancel()

    run = Run(tell)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(checked(device, office, run=run))
    assert run.results[-1].rule == "D-3"
    assert run.emptied is True
    assert device.server._store.state.holdings == ()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_while_it_waits_for_the_button_ends_at_once_with_a_report(tmp_path: Path) -> None:
    office = office_in(tmp_path)
    device = TestDevice(office.pinned)
    master, slave = os.openpty()

    async def go() -> tuple[int | None, str, str]:
        async with listening(device.server.connection) as address:
            options = ["--portal", str(tmp_path / "portal.json"), "--junit", str(tmp_path / "r.xml")]
            options += ["--only", "T-7", "--only", "D-11", "--only", "D-13"]
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "retour", "conformance", address, *options),
                stdin=slave,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            assert process.stderr is not None
            shown = b""
            while b"then Enter" not in shown:
                shown += await process.stderr.read(100)
            process.send_signal(signal.SIGINT)
            async with asyncio.timeout(60):
                out, err = await process.communicate()
            return process.returncode, out.decode(), (shown + err).decode()

    try:
        code, out, err = asyncio.run(go())
    finally:
        os.close(master)
        os.close(slave)
    records = [json.loads(line) for line in out.splitlines()]
    assert (code, records[0]["rule"], records[-1]["passed"]) == (1, "T-7", 1)
    assert "Interrupted" in err
    assert b"T-7" in (tmp_path / "r.xml").read_bytes()
    assert (tmp_path / "r.xml").stat().st_mode & 0o444 == 0o444, "a build server reads it under another name"


def test_without_a_device_the_portals_key_is_made_and_shown(tmp_path: Path) -> None:
    first, second = conformance(tmp_path), conformance(tmp_path)
    assert first.records == second.records == [{"portal": str(office_in(tmp_path).pinned)}]
    PortalKey.parse(first.last["portal"])
    assert stat.S_IMODE((tmp_path / "portal.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("tcp:127.0.0.1:1", "--only", "D-99"), "no-such-rule", 2),
        (("tcp:nowhere", "--only", "D-1"), "address", 2),
        (("tcp:127.0.0.1:1", "--press", "'"), "bad-command", 2),
        (("tcp:127.0.0.1:1", "--restart", " "), "bad-command", 2),
        (("tcp:127.0.0.1:1", "--junit", "nowhere/report.xml"), "no-folder", 2),
    ],
)
def test_what_cannot_work_is_said_before_anything_is_asked(
    arguments: tuple[str, ...], code: str, exit_code: int, tmp_path: Path
) -> None:
    done = conformance(tmp_path, *arguments)
    done.refused(code, exit_code)
    assert done.records == []


def test_a_device_is_found_by_its_host_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = TestDevice(office_in(tmp_path).pinned)

    async def go() -> tuple[Done, Done]:
        async with listening(device.server.connection) as address:
            monkeypatch.setattr(discovery, "list_ports", lambda: (Port(address, "", None, None, None),))
            mine = await asyncio.to_thread(conformance, tmp_path, kit.HOST.id, "--only", "T-7")
            return mine, await asyncio.to_thread(conformance, tmp_path, "SN-NOBODY", "--only", "T-7")

    mine, nobody = asyncio.run(go())
    assert (mine.code, mine.last["passed"]) == (0, 1), mine.stderr
    nobody.refused("device-not-found", 3)


@pytest.mark.parametrize("text", ["", "{}", '{"schema": 1}', '{"schema": 2}', "[]", "\x00"])
def test_a_file_that_is_none_of_ours_is_left_as_it_is(text: str, tmp_path: Path) -> None:
    (tmp_path / "portal.json").write_text(text)
    conformance(tmp_path).refused("portal-file")
    assert (tmp_path / "portal.json").read_text() == text


def test_a_file_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    done = typed(tmp_path, "conformance", "--portal", str(tmp_path / "nowhere" / "portal.json"))
    done.refused("portal-file-failed", 3)


def test_new_keys_are_in_the_file_before_they_are_used(tmp_path: Path) -> None:
    office = office_in(tmp_path)
    office.answers(3)
    assert office_in(tmp_path).trusted(3) == office.trusted(3)
    other = office_in(tmp_path)
    other.answers(4)
    office.answers(5)
    assert office.trusted(4) == other.trusted(4), "what another run added stays"
    assert office.numbers(2, 0)[-1] < office_in(tmp_path).numbers(1, 0)[0]
    assert office.numbers(1, 10**6) == (10**6 + 1,)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (f"{sys.executable} -c 'raise SystemExit(3)'", "the --press command ended with code 3"),
        ("no-such-program-here", "the --press command cannot be run: No such file or directory"),
    ],
)
def test_a_command_that_fails_leaves_the_rule_unchecked(command: str, why: str, tmp_path: Path) -> None:
    office = office_in(tmp_path)
    run = asyncio.run(checked(TestDevice(office.pinned), office, hands(command, None, None), only=["D-13"]))
    assert left_out(run) == {"D-13": why}


def test_a_command_that_does_its_work_is_enough() -> None:
    by_hand = hands(None, f"{sys.executable} -c pass", "1234")
    assert (by_hand.press, by_hand.pin) == (None, "1234")
    assert by_hand.restart is not None

    async def restart(restart: Callable[[], Awaitable[None]]) -> None:
        await restart()

    asyncio.run(restart(by_hand.restart))


class NoReset(DeviceServer):
    def _reset(self, asked: Map) -> Map:
        return {"rc": 8}


def test_without_reset_and_restart_what_needs_one_is_not_checked(tmp_path: Path) -> None:
    office = office_in(tmp_path)
    device = TestDevice(office.pinned, make_server=NoReset)
    run = asyncio.run(checked(device, office))
    assert failed(run) == {}
    assert left_out(run).keys() == {"D-2", "D-21", "D-22"}

    async def pull_the_plug() -> None:
        device.server.restart()

    run = asyncio.run(checked(device, office, Hands(device.press, pull_the_plug)))
    assert (failed(run), left_out(run)) == ({}, {})
