"""Every reader: its corpus, mutations of it and plain noise in each test run; atheris itself in the deep one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.fuzz import run, seeds
from tests.fuzz.api import portal_running
from tests.fuzz.targets import TARGETS

DEEP_SECONDS = 2
FEWER = {"server": 40, "api": 40}
"""Examples of the slow ones, which serve a whole dialogue or call."""


@pytest.fixture(scope="module", autouse=True)
def _portal() -> Iterator[None]:
    with portal_running():
        yield


@cache
def corpus(name: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted((run.CORPUS / name).iterdir()))


@st.composite
def mutations(draw: st.DrawFn, name: str) -> bytes:
    """A corpus file with a few bytes changed, taken out, put in, or a piece of another one in its place."""
    data = bytearray(draw(st.sampled_from(corpus(name))))
    for _ in range(draw(st.integers(0, 4))):
        at, size = draw(st.integers(0, len(data))), draw(st.integers(0, 8))
        other = draw(st.sampled_from(corpus(name)))
        piece = draw(st.binary(max_size=8) | st.just(other[at : at + size]))
        data[at : at + size] = piece
    return bytes(data)


def test_there_is_a_corpus_for_every_target_and_it_is_small() -> None:
    assert set(run.NAMES) == set(TARGETS) == set(seeds.seeds())
    assert sum(len(data) for name in TARGETS for data in corpus(name)) < 100_000


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus(name: str) -> None:
    for data in corpus(name):
        TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
def test_good_input_is_read(name: str) -> None:
    """Seeds that are refused would have a fuzzer knock at a closed door."""
    read = [TARGETS[name](data) for data in seeds.seeds()[name]]
    assert sum(read) * 2 >= len(read), read


@pytest.mark.parametrize("name", TARGETS)
def test_noise_and_mutations(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=FEWER.get(name, 120), deadline=None, database=None)
    @given(mutations(name) | st.binary(max_size=200) | st.text(max_size=60).map(str.encode))
    @example(b"")
    def holds(data: bytes) -> None:
        target(data)

    holds()


@pytest.mark.deep
@pytest.mark.skipif(not run.is_possible(), reason="atheris is not installed")
@pytest.mark.parametrize("name", TARGETS)
def test_atheris(name: str) -> None:
    figures = run.fuzz(name, DEEP_SECONDS)
    print(figures)
    assert figures.failed is None, figures.log[-4000:]
    assert figures.executions > 0
    assert figures.features > 0
