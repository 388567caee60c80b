"""One file for a whole site: what every open case has for the portal goes there together and comes back together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        for host, line in (("SN-1", "ACT_AAAA"), ("SN-2", "ACT_BBBB")):
            made.plug(host)
            made.activate(host, **{line: 2})
        yield made


def ask(world: World, host: str, way: str) -> str:
    asked = world.retour("return", world.port(host), "--way", way, "--all", "--out", str(world.stick))
    assert asked.code == 4, asked.stderr
    return str(asked.last["case"])


def test_a_site_goes_to_the_portal_in_one_file_and_comes_back_in_one(world: World) -> None:
    cases = [ask(world, "SN-1", "confirmed"), ask(world, "SN-2", "confirmed")]
    bundled = world.retour("bundle", "--out", str(world.stick))
    assert (bundled.code, bundled.last["cases"], bundled.last["host_ids"]) == (0, cases, ["SN-1", "SN-2"])
    assert bundled.last["file"].endswith("_2-cases_bundle.retour")
    loaded = world.portal("load", bundled.last["file"])
    assert [each["host_id"] for each in loaded.records] == ["SN-1", "SN-2"]
    taken = world.portal("take", "--bundle", "--out", str(world.stick))
    (answers,) = {each["file"] for each in taken.records}
    assert answers.endswith("2-answers_bundle.retour")
    for host in ("SN-1", "SN-2"):
        done = world.retour("bring", answers, "--device", world.port(host), "--out", str(world.stick))
        assert {each["case"] for each in done.records} <= set(cases)
    assert world.held("SN-1") == world.held("SN-2") == {}
    again = world.retour("bundle", "--out", str(world.stick))
    assert again.last["cases"] == cases
    world.portal("load", again.last["file"])
    assert world.ledger() == {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (2, 0, 0)}


def test_the_name_of_a_bundle_is_the_case_of_none_of_its_messages(world: World) -> None:
    for host in ("SN-1", "SN-2"):
        ask(world, host, "one-trip")
    file = world.retour("bundle", "--out", str(world.stick)).last["file"]
    loaded = world.portal("load", file)
    assert [each["case"] for each in loaded.records] == [None, None]
    taken = world.portal("take", "--out", str(world.stick)).records
    assert sorted(Path(each["file"]).name for each in taken) == ["SN-1_answer.retour", "SN-2_answer.retour"]


def test_nothing_for_the_portal_makes_no_bundle(world: World) -> None:
    world.retour("bundle", "--out", str(world.stick)).refused("nothing-waits")
    case = ask(world, "SN-1", "confirmed")
    assert world.retour("delivered", case).code == 4
    world.retour("bundle", "--out", str(world.stick)).refused("nothing-waits")
