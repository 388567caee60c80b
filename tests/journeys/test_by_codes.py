"""What crosses as a file crosses as codes: `retour qr encode` here, pictures in disorder, `retour qr decode` there."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.vendors import vendor
from tests.journeys.world import Done, World
from tests.vendor.kit import STATE

LOSS = 0.3


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        for host, needs in (("SN-1", "order"), ("SN-2", "nothing")):
            made.plug(host, needs)
        made.activate("SN-1", ACT_AAAA=2)
        made.activate("SN-2", ACT_AAAA=1, ACT_BBBB=2)
        yield made


class Gap:
    """Nothing but codes goes across; some of them get lost, the rest arrives in any order."""

    def __init__(self, retour: Callable[..., Done], place: Path) -> None:
        self._retour, self._place, self._count = retour, place, 0

    def cross(self, file: str | Path, name: str) -> Path:
        """The file on the other side, under a name that tells nothing."""
        self._count += 1
        codes, there = self._place / f"codes-{self._count}", self._place / f"there-{self._count}"
        there.mkdir()
        shown = self._retour("qr", "encode", str(file), "--out", str(codes), "--density", "v15", "--extra", "12")
        assert shown.code == 0, shown.stderr
        chance = random.Random(self._count)
        pictures = sorted(codes.iterdir())
        if not shown.last["still"]:
            keep = max(shown.last["fragments"] + 3, round(len(pictures) * (1 - LOSS)))
            pictures = chance.sample(pictures, min(keep, len(pictures)))
        read = self._retour("qr", "decode", *map(str, pictures), "--out", str(there / name))
        assert read.code == 0, read.stderr
        return there / name


def test_an_order_and_its_proof(world: World) -> None:
    gap = Gap(world.retour, world.place)
    made = world.portal("order", "--host-id", "SN-1", "--all", "--out", str(world.stick))
    order = gap.cross(made.last["file"], "order.retour")
    assert order.read_bytes() == Path(made.last["file"]).read_bytes()
    done = world.retour("bring", str(order), "--device", world.port("SN-1"), "--out", str(world.stick))
    assert (done.code, done.last["stage"]) == (4, "confirmation"), done.stderr
    proof = gap.cross(done.last["file"], "proof.retour")
    loaded = world.portal("load", str(proof), "--case", done.last["case"])
    assert loaded.code == 0, loaded.stderr
    receipt = gap.cross(world.take(done.last["case"]), "receipt.retour")
    assert world.retour("bring", str(receipt)).last["stage"] == "done"


def test_a_site_bundle_and_its_answers(world: World) -> None:
    gap = Gap(world.retour, world.place)
    for host, way in (("SN-1", "confirmed"), ("SN-2", "one-trip")):
        asked = world.retour("return", world.port(host), "--way", way, "--all", "--out", str(world.stick))
        assert asked.code == 4, asked.stderr
    bundled = world.retour("bundle", "--out", str(world.stick))
    assert world.portal("load", str(gap.cross(bundled.last["file"], "bundle.retour"))).code == 0
    taken = world.portal("take", "--bundle", "--out", str(world.stick))
    (answers,) = {each["file"] for each in taken.records}
    brought = world.retour("bring", str(gap.cross(answers, "answers.retour")), "--out", str(world.stick))
    assert {each["stage"] for each in brought.records} <= {"answer", "confirmation", "done"}, brought.stderr


def test_a_vendors_file_in_its_envelope_and_its_response_as_it_is(tmp_path: Path) -> None:
    with vendor(tmp_path, "drop-folder") as made:
        gap = Gap(made.retour, tmp_path)
        case = Path(str(made.start("opaque", "--all").last["file"])).name[:11]
        wrapped = made.place / "request.retour"
        assert made.retour("save", case, "--envelope", "--out", str(wrapped)).code == 4
        request = gap.cross(wrapped, "request.bin")
        response = made.upload(str(request))
        brought = made.bring(gap.cross(response, "response.bin"), case)
        assert (brought.code, brought.last["stage"]) == (4, "confirmation"), brought.stderr
        made.upload(str(gap.cross(brought.last["file"], "confirmation.bin")))
        assert set(made.portal.states(STATE.host_id).values()) == {"REMOVED_FROM_LICENSE"}
