"""What goes wrong with a vendor's files, through the real window: told in its one place, and repeating leads on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from retour.returns.flow import Step
from tests.gui.carried import HOST, ask, confirm, connect, give
from tests.gui.person import Person, person
from tests.journeys.sites import Site, command

OTHER = "SN-4712"
NEW_REQUEST = "Have it make a new request"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(tmp_path, "drop-folder") as made:
        yield made


def review(somebody: Person) -> None:
    somebody.press("Choose what comes home")
    somebody.press("Move")
    somebody.press("Review the request")
    somebody.at(Step.ASK)


def test_wrong_files_and_then_a_response_that_is_too_old(site: Site, qtbot: QtBot) -> None:
    world = site.plug()
    with person(site.place / "laptop") as somebody:
        connect(somebody, world)
        review(somebody)
        ask(somebody, world, "")
        request = somebody.save_to(world.stick)
        old = world.upload(str(request))
        somebody.press("It is handed over")
        somebody.at(Step.ANSWER)
        cut = site.place / "cut.bin"
        cut.write_bytes(old.read_bytes()[:-1])
        for file, code in ((request, "request-itself"), (cut, "cut")):
            somebody.open_answer(file)
            somebody.told(code)
        command(world.device, "SYNC\n")
        somebody.open_answer(old)
        somebody.at(Step.APPLY)
        give(somebody, world)
        somebody.sees("The device refused the response")
        before = old.rename(site.place / "old.bin")
        somebody.press(NEW_REQUEST)
        somebody.at(Step.CARRY)
        newest = somebody.save_to(world.stick)
        assert newest.name.endswith("_request-2.bin")
        response = world.upload(str(newest))
        somebody.press("It is handed over")
        somebody.at(Step.ANSWER)
        somebody.open_answer(before)
        somebody.told("older-answer")
        somebody.open_answer(response)
        somebody.at(Step.APPLY)
        give(somebody, world)
        confirm(somebody, world)


def test_another_device_where_the_right_one_was(site: Site, qtbot: QtBot) -> None:
    drive = site.place / "shown"
    world = site.plug(folder=drive)
    with person(site.place / "laptop") as somebody:
        connect(somebody, world)
        review(somebody)
        site.cut_power(world)
        beside = site.plug(host=OTHER, folder=drive)
        somebody.press("Ask the device for its request")
        somebody.told("other-device")
        assert not (drive / "COMMAND.TXT").exists(), "it was asked for nothing"
        assert site.store(OTHER).state.sequence == 0
        site.cut_power(beside)
        world = site.plug(host=HOST, folder=drive)
        ask(somebody, world, "")
