"""SPEC.md and retour.cddl say what the code does: examples, rules, codes and shapes are held to it."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

import spec
from retour.conformance.rules import RULES
from retour.link.framing import Op, encode_map
from retour.protocol.group import Command, Operation, Refusal
from tests.device import kit
from tests.device.test_server import Bench
from tests.shape import faults, made_in, validator

VECTORS: Final = Path(__file__).resolve().parent.parent / "vectors"
NOT_OF_SHAPE: Final = {
    "bad-signature",
    "other-key",
    "other-algorithm",
    "other-instance",
    "recovered-holdings",
    "same-key",
}
"""What no CDDL can say: whether a signature fits, and that one field depends on another."""


@cache
def text() -> str:
    return spec.SPEC.read_text("utf-8")


@cache
def vectors(name: str) -> list[dict[str, Any]]:
    (entries,) = json.loads((VECTORS / f"{name}.json").read_text("utf-8")).values()
    return list(entries)


def rule(kind: str) -> str:
    return "key-set-link" if kind == "key-set" else kind


def test_what_the_specification_shows_is_what_the_vectors_and_the_code_say() -> None:
    assert spec.main(["check"]) == 0, "run: .venv/bin/python packaging/spec.py update"


def test_an_example_that_drifts_is_noticed() -> None:
    messages = json.loads(spec.VECTORS.read_text("utf-8"))["messages"]
    messages[0] = messages[0] | {"digest": "00" * 32}
    assert spec.filled(text(), messages) != text()


@pytest.mark.parametrize("message", vectors("messages"), ids=lambda message: str(message["name"]))
def test_a_good_message_has_the_shape_and_one_encoding(message: dict[str, Any]) -> None:
    assert faults(bytes.fromhex(message["message"]), rule(message["kind"])) == []


def test_a_hostile_one_has_not_unless_its_fault_is_no_matter_of_shape() -> None:
    """A second opinion on every hostile vector, by a tool that knows retour.cddl and nothing else of us."""
    taken = [
        entry["name"]
        for entry in vectors("hostile")
        if entry["error"] not in NOT_OF_SHAPE and not faults(bytes.fromhex(entry["data"]), rule(entry["kind"]))
    ]
    assert taken == []


def test_every_code_that_a_vector_gives_stands_in_the_specification() -> None:
    section = text().partition("## 11 Error codes")[2].partition("## 12")[0]
    codes = {entry["error"] for entry in vectors("hostile")}
    assert {code for code in codes if f"`{code}`" not in section} == set()


def test_every_rule_that_is_checked_stands_in_the_specification_and_the_other_way_round() -> None:
    stated = set(re.findall(r"\*\*([TGMD]-\d+)\*\*", text()))
    checked = set(RULES)
    assert checked <= stated
    # D-23 needs a store that was lost, which nobody can bring about from outside.
    assert stated - checked == {"D-23"}


def test_every_rule_that_the_text_refers_to_is_there() -> None:
    stated = set(re.findall(r"\*\*([ECKTGMDSFP]-\d+)\*\*", text()))
    named = set(re.findall(r"\b([ECKTGMDSFP]-\d+)\b", text())) - {"P-256", "P-0123456789"}
    assert named - stated == set()


def test_every_link_of_the_contents_leads_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", text(), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", text())) <= anchors


def test_messages_are_no_longer_than_was_decided() -> None:
    sizes = {entry["name"]: len(entry["message"]) // 2 for entry in vectors("messages")}
    goals = {"device-lines-1": 256, "device-lines-5": 340, "device-lines-50": 1290}
    assert {name: sizes[name] for name, goal in goals.items() if sizes[name] > goal} == {}


def answers() -> Iterator[tuple[str, bytes]]:
    """What a device gives to each command, by the name of its shape."""
    bench = Bench()
    made = bench.write(Command.REQUEST, tx=b"tx-shape", ctr=0, op=int(Operation.SYNC))
    yield "made", encode_map(made)
    state = bench.store.state
    assert state.outgoing is not None
    blob = kit.signed(kit.response(state.outgoing.digest, kit.grants(A=5, B=2)))
    sha = hashlib.sha256(blob).digest()
    yield "staged", encode_map(bench.write(Command.STAGE, off=0, len=len(blob), sha=sha, data=blob))
    yield "carried-out", encode_map(bench.write(Command.APPLY, sha=sha))
    yield "identity", encode_map(bench.read(Command.IDENTITY))
    for command in (Command.INVENTORY, Command.EXPORT):
        yield "piece", encode_map(bench.read(command, off=0))
    yield "refusal", encode_map(bench.write(Command.APPLY, sha=bytes(32)))
    yield "refusal", encode_map(bench.ask(Op.WRITE, Command.APPLY, {"sha": bytes(32)}, version=0))
    yield "device-message", bench.blob(Command.EXPORT)
    yield "inventory", bench.blob(Command.INVENTORY)


@pytest.mark.parametrize(("shape", "data"), list(answers()))
def test_what_a_device_answers_has_the_shape(shape: str, data: bytes) -> None:
    if shape in ("device-message", "inventory"):
        assert faults(data, shape) == []
    else:
        assert [d.message for d in validator().validate(data, root_type=shape).diagnostics] == []


def test_the_shape_of_the_link_knows_every_refusal() -> None:
    cddl = (spec.SPEC.parent / "retour.cddl").read_text("utf-8")
    assert f'"rc": 1..{max(Refusal)}' in cddl


def test_a_message_in_a_database_is_found_and_a_second_encoding_deep_inside_is_a_fault(tmp_path: Path) -> None:
    good = bytes.fromhex(vectors("messages")[0]["message"])
    embedded = [entry for entry in vectors("hostile") if entry["name"].startswith("message-payload-long-")]
    bad = [bytes.fromhex(entry["data"]) for entry in embedded if entry["error"] == "cbor-not-minimal"]
    assert bad
    with closing(sqlite3.connect(tmp_path / "journal.db")) as database:
        database.execute("CREATE TABLE blobs (number INTEGER, data BLOB)")
        digest = b"\xd2\x84" + bytes(30)
        database.executemany("INSERT INTO blobs VALUES (1, ?)", [(data,) for data in (good, *bad, digest)])
        database.commit()
    found = set(made_in(tmp_path))
    assert found == {good, *bad}
    assert {data for data in found if faults(data)} == set(bad)
