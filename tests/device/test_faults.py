"""Faults by their names: what is read, what is refused, and that nothing that is typed does anything else."""

from __future__ import annotations

import contextlib
import inspect
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.device import faults as module
from retour.device.commands import FAULT_HELP
from retour.device.faults import NAMES, Break, Buffer, Faults, Nested, Silence, read_faults
from retour.errors import Usage

READ = {
    "lose-replies": Faults(lose_replies=0.1),
    "lose-replies:25": Faults(lose_replies=0.25),
    "damage-replies": Faults(damage_replies=0.1),
    "damage-replies:100": Faults(damage_replies=1.0),
    "lose-bytes": Faults(lose_bytes=0.001),
    "lose-bytes:2.5": Faults(lose_bytes=0.0025),
    "flip-bytes": Faults(flip_bytes=0.001),
    "console": Faults(console=0.1),
    "console:50": Faults(console=0.5),
    "late": Faults(late=3.0),
    "late:0.5": Faults(late=0.5),
    "unplug:3": Faults(unplug=(Break(3),)),
    "unplug:3,after": Faults(unplug=(Break(3, 1.0, True),)),
    "unplug:3,0.25": Faults(unplug=(Break(3, 0.25),)),
    "unplug:3,2,after": Faults(unplug=(Break(3, 2.0, True),)),
    "reboot:7": Faults(reboot=(Break(7),)),
    "reboot:7,5,after": Faults(reboot=(Break(7, 5.0, True),)),
    "silent:20": Faults(silent=Silence(20.0)),
    "silent:20,4": Faults(silent=Silence(20.0, 4)),
    "speed:9600": Faults(speed=9600),
    "buffer:4096": Faults(buffer=Buffer(4096, 512)),
    "buffer:4096,300": Faults(buffer=Buffer(4096, 300)),
    "bursts": Faults(bursts=256),
    "bursts:128": Faults(bursts=128),
    "huge": Faults(huge=1),
    "huge:5": Faults(huge=5),
    "wrong-type": Faults(wrong_type=1),
    "wrong-type:2": Faults(wrong_type=2),
    "nested": Faults(nested=Nested(10_000, 1)),
    "nested:9": Faults(nested=Nested(9, 1)),
    "nested:9,4": Faults(nested=Nested(9, 4)),
    "flood": Faults(flood=0),
    "flood:3": Faults(flood=3),
    "other-reader": Faults(other_reader=math.inf),
    "other-reader:2": Faults(other_reader=2.0),
    "seed:0": Faults(seed=0),
}


@pytest.mark.parametrize("text", READ)
def test_a_fault_is_read(text: str) -> None:
    assert read_faults([text]) == READ[text]


def test_several_faults_add_up_and_breaks_of_the_cable_are_all_kept() -> None:
    read = read_faults(["unplug:3", "late", "unplug:9,after", "reboot:5", "seed:7", "late:1"])
    assert read == Faults(late=1.0, unplug=(Break(3), Break(9, 1.0, True)), reboot=(Break(5),), seed=7)
    assert read_faults([]) == Faults()


@pytest.mark.parametrize(
    "text",
    [
        "", "nothing", "lose-replies:", "lose-replies:0", "lose-replies:101", "lose-replies:nan", "lose-replies:1,2",
        "lose-bytes:1001", "late:-1", "late:4000", "unplug", "unplug:", "unplug:0", "unplug:x", "unplug:1,after,2",
        "unplug:1,2,3", "unplug:1,0", "reboot", "silent", "silent:0", "silent:1,2,3", "silent:1,0", "speed",
        "speed:fast", "speed:1", "buffer", "buffer:1,2,3", "buffer:0", "bursts:0", "huge:0", "huge:",
        "flood:0", "flood:1,2", "wrong-type:x", "nested:-1", "nested:1,2,3", "other-reader:0", "seed", "seed:-1",
        "seed:x", "Late", " late", "speed:٩٦٠٠",
    ],
)  # fmt: skip
def test_what_is_no_fault_is_refused_with_the_names(text: str) -> None:
    with pytest.raises(Usage) as caught:
        read_faults([text])
    assert (caught.value.code, caught.value.exit_code) == ("fault", 2)
    assert NAMES in caught.value.todo


NUMBERS = st.integers(1, 2**31)
SECONDS = st.floats(0.001, 3600).map(lambda seconds: round(seconds, 3))
BREAKS = st.builds(Break, NUMBERS, SECONDS, st.booleans())


def written(one: Break) -> str:
    return f"{one.frame},{one.seconds}{',after' if one.after else ''}"


@given(st.lists(BREAKS), st.lists(BREAKS), NUMBERS, SECONDS)
def test_breaks_are_read_as_they_are_written(unplug: list[Break], reboot: list[Break], seed: int, late: float) -> None:
    texts = [f"unplug:{written(one)}" for one in unplug] + [f"reboot:{written(one)}" for one in reboot]
    read = read_faults([*texts, f"seed:{seed}", f"late:{late}"])
    assert read == Faults(unplug=tuple(unplug), reboot=tuple(reboot), seed=seed, late=late)


@given(st.one_of(st.text(), st.builds("{}:{}".format, st.sampled_from([*READ]), st.text())))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(Usage):
        assert isinstance(read_faults([text]), Faults)


def test_every_fault_is_in_the_table_the_help_and_the_list_of_names() -> None:
    names = {text.partition(":")[0] for text in READ}
    table = {match[1] for match in re.finditer(r"^([a-z-]+)[:\[ ]", inspect.getdoc(module) or "", re.MULTILINE)}
    listed = {re.split(r"[:\[]", word)[0] for word in NAMES.split(", ")}
    assert listed == names
    assert table >= names
    assert {name for name in names if f"{name}:" in FAULT_HELP or f"{name}[" in FAULT_HELP} == names
