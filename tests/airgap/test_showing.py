"""How a message is shown: still where one symbol carries it, else in equal symbols that are as small as can be."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retour.airgap.carry import join_carry
from retour.airgap.envelope import Envelope, seal
from retour.airgap.showing import MAX_SHEET, STILL_VERSION, Density, plan, sheet
from retour.airgap.symbols.symbol import ANIMATION_MASK, Level, capacity
from retour.airgap.ur.receiver import Receiver
from retour.errors import Malformed, Refused
from tests.protocol.samples import signed_message, signed_response


def noise(size: int) -> bytes:
    """What cannot be deflated."""
    return random.Random(size).randbytes(size)


@pytest.mark.parametrize("density", Density)
def test_a_message_of_one_line_is_a_still_for_any_camera(density: Density) -> None:
    showing = plan(signed_message(), density)
    assert (showing.animated, showing.frames, showing.fragments, showing.level) == (False, 1, 1, Level.M)
    assert showing.version <= STILL_VERSION
    assert showing.symbol(0) == showing.symbol(7)
    assert showing.symbol(0).version == showing.version


@pytest.mark.parametrize(
    ("size", "density", "level", "versions"),
    [
        (470, Density.V20, Level.M, range(20, 21)),
        (600, Density.V20, Level.L, range(18, 21)),
        (280, Density.V15, Level.M, range(13, 16)),
        (350, Density.V15, Level.L, range(13, 16)),
        (1100, Density.V30, Level.L, range(26, 31)),
    ],
)
def test_one_symbol_is_a_still(size: int, density: Density, level: Level, versions: range) -> None:
    showing = plan(noise(size), density)
    assert (showing.animated, showing.frames, showing.level, showing.mask) == (False, 1, level, None)
    assert showing.version in versions
    assert len(showing.text(0)) > capacity(showing.version - 1, level), "no smaller one holds it"


@pytest.mark.parametrize("density", Density)
@pytest.mark.parametrize("size", [1300, 4000, 10_000])
def test_more_is_an_animation_of_equal_symbols(size: int, density: Density) -> None:
    showing = plan(noise(size), density)
    assert (showing.animated, showing.level, showing.mask) == (True, Level.L, ANIMATION_MASK)
    assert showing.frames == 2 * showing.fragments > 2
    assert showing.version <= density.version
    assert {showing.symbol(index).size for index in (0, 1, showing.fragments, 5 * showing.fragments)} == {
        17 + 4 * showing.version
    }
    assert [showing.which(index) for index in range(showing.fragments)] == [*range(1, showing.fragments + 1)]
    assert all(showing.which(index) > showing.fragments for index in range(showing.fragments, showing.frames))


@pytest.mark.parametrize(("size", "spare"), [(100, 0), (1300, 48), (4000, 112)])
def test_spare_parts_all_differ_and_then_come_again(size: int, spare: int) -> None:
    showing = plan(noise(size))
    n = showing.fragments
    assert showing.spare == spare
    assert len({showing.text(index) for index in range(n + 2 * spare + 2 * n)}) == n + spare
    assert sheet(noise(size)).spare == 0


def test_coarser_is_coarser_for_every_size() -> None:
    for size in (217, 350, 480, 600, 1000, 3000):
        versions = [plan(noise(size), density).version for density in Density]
        assert versions[0] <= Density.V15.version
        fragments = [plan(noise(size), density).fragments for density in Density]
        assert fragments == sorted(fragments, reverse=True)


def test_no_symbol_is_half_empty() -> None:
    showing = plan(noise(1300), Density.V30)
    assert showing.fragments == 2
    assert showing.version < 25


@pytest.mark.parametrize("size", [1, 400, 500, 5000, 20_000])
def test_paper_has_pure_parts_only(size: int) -> None:
    showing = sheet(noise(size))
    assert (showing.animated, showing.level, showing.frames) == (False, Level.M, showing.fragments)
    assert showing.version <= STILL_VERSION
    assert len({showing.symbol(index).size for index in range(showing.frames)}) == 1
    receiver = Receiver()
    for index in range(showing.frames):
        receiver.take(showing.text(index))
    assert [stream.data for stream in receiver.streams] == [noise(size)]


def test_what_is_too_much_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        sheet(noise(40_000))
    assert caught.value.code == "too-large-for-paper"
    assert str(MAX_SHEET) in caught.value.what
    for act in (plan, sheet):
        with pytest.raises(Refused) as caught:
            act(noise(600_000))
        assert caught.value.code == "too-large-for-qr"
        with pytest.raises(Malformed) as empty:
            act(b"")
        assert empty.value.code == "empty"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (signed_message(), "cose-sign1"),
        (join_carry((signed_message(), signed_response())), "compressed"),
        (seal(Envelope("R-0000-0000", "p", "SN-1", "request", noise(40))), "x-retour-envelope"),
        (noise(100), "bytes"),
        (10 * noise(100), "compressed"),
    ],
)
def test_the_type_is_that_of_the_code(data: bytes, kind: str) -> None:
    assert plan(data).type == kind


@given(st.binary(min_size=1, max_size=3000), st.sampled_from(Density))
@settings(max_examples=30)
def test_every_frame_fits_its_symbol_and_all_are_taken(data: bytes, density: Density) -> None:
    showing, receiver = plan(data, density), Receiver()
    for index in range(3 * showing.frames):
        text = showing.text(index)
        assert len(text) <= capacity(showing.version, showing.level)
        receiver.take(text)
    assert [stream.data for stream in receiver.streams] == [data]
