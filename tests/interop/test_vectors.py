"""Every vector through the device in C, built with sanitizers: a second reader that shares no code with ours agrees."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cbor2
import pytest

from tests.interop.line import APPLY, AUTHORISE, EXPORT, IDENTITY, INVENTORY, REQUEST, STAGE, Device, Refused

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
JSON = dict[str, Any]


def load(name: str, field: str) -> list[JSON]:
    entries: list[JSON] = json.loads((VECTORS / name).read_text("utf-8"))[field]
    return entries


KEYS = {key["name"]: key for key in load("keys.json", "keys")}
PORTALS = {portal["name"]: portal for portal in load("keys.json", "portals")}
MESSAGES, HOSTILE = load("messages.json", "messages"), load("hostile.json", "messages")
STARTS, DIALOGUES, SMP = load("start.json", "cases"), load("device.json", "dialogues"), load("smp.json", "cases")
P256_HALF = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551 // 2


def named(entries: list[JSON]) -> list[Any]:
    return [pytest.param(entry, id=entry["name"]) for entry in entries]


class Filter:
    """A command that answers each line with one."""

    def __init__(self, program: Path, command: str) -> None:
        self.process = subprocess.Popen(
            [str(program), command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, line: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n")

    def close(self) -> None:
        self.process.communicate()
        assert self.process.returncode == 0


@pytest.fixture(scope="session")
def reader(program: Path) -> Iterator[Filter]:
    filter_ = Filter(program, "read")
    yield filter_
    filter_.close()


@pytest.fixture(scope="session")
def starter(program: Path) -> Iterator[Filter]:
    filter_ = Filter(program, "start")
    yield filter_
    filter_.close()


@pytest.mark.parametrize("form", ["message", "untagged"])
@pytest.mark.parametrize("entry", named(MESSAGES))
def test_messages(reader: Filter, entry: JSON, form: str) -> None:
    assert reader(f"{entry['kind']} {KEYS[entry['key']]['text']} {entry[form]}") == f"ok {entry['digest']}"


@pytest.mark.parametrize("entry", named(HOSTILE))
def test_hostile(reader: Filter, entry: JSON) -> None:
    assert reader(f"{entry['kind']} {KEYS[entry['key']]['text']} {entry['data'] or '-'}") == entry["error"]


@pytest.mark.parametrize("entry", named(STARTS))
def test_start(starter: Filter, entry: JSON) -> None:
    slots = [f"{slot['anchor']}:{slot['counter']}" if slot else "-" for slot in entry["slots"]]
    expect = entry["expect"]
    kept = "none" if expect["kept"] is None else expect["kept"]
    answer = f"{kept} {expect['anchor']} {int(expect['recovered'])} {expect['counter']}"
    assert starter(f"{entry['anchor']} {' '.join(slots)}") == answer


def options(device: JSON) -> list[str]:
    key = KEYS[device["key"]]
    given = ["--host-type", str(device["host"][0]), "--host-id", device["host"][1], "--model", device["model"]]
    given += ["--key", "p256" if key["alg"] == -9 else "ed25519", "--seed", key["seed"]]
    given += ["--needs", str(device["needs"]), "--clock", str(device["clock"])]
    if device["portal"]:
        given += ["--portal", PORTALS[device["portal"]]["text"]]
    return given + (["--pin", device["pin"]] if device.get("pin") else [])


def new_device(program: Path, device: JSON) -> Device:
    made = Device(program, options(device))
    made.control("time 1800000000")
    assert (made.hello["host_id"], made.hello["public_key"]) == (device["host"][1], KEYS[device["key"]]["text"])
    return made


def do(device: Device, step: JSON) -> JSON | None:
    """The answer to a step: that of REQUEST or APPLY, or none."""
    what = step["do"]
    if what == "request":
        arguments = {"tx": bytes.fromhex(step["tx"]), "ctr": step["ctr"], "op": step["op"]}
        arguments |= {"why": step["why"]} if "why" in step else {}
        arguments |= {"cnt": step["counts"]} if "counts" in step else {}
        arguments |= {"sha": device.stage(bytes.fromhex(step["staged"]))} if "staged" in step else {}
        return device.ask(2, REQUEST, arguments)
    if what == "bring":
        return device.ask(2, APPLY, {"sha": device.stage(bytes.fromhex(step["data"]))})
    if what == "stage":
        device.stage(bytes.fromhex(step["data"]))
    elif what == "apply":
        return device.ask(2, APPLY, {"sha": bytes.fromhex(step["sha"])})
    elif what == "export":
        device.blob(EXPORT)
    elif what == "authorise":
        device.ask(2, AUTHORISE, {"pin": step["pin"]})
    elif what == "time":
        device.control(f"time {step['now']}")
    else:
        device.control(what)
        if what in ("restart", "lose"):
            device.blob(EXPORT)
    return None


def digest(message: bytes) -> tuple[str, str, bytes]:
    protected, _, payload, signature = cbor2.loads(message).value
    return hashlib.sha256(cbor2.dumps(["Signature1", protected, b"", payload])).hexdigest(), payload.hex(), signature


def check_message(
    device: Device, reader: Filter, key: JSON, expect: JSON, answer: JSON | None, last: list[bytes]
) -> None:
    counter, message = device.blob(EXPORT)
    said, payload, signature = digest(message)
    assert (counter, said, payload) == (expect["ctr"], expect["digest"], expect["payload"])
    if key["alg"] == -19:
        assert message.hex() == expect["message"]
    else:  # another signature, but one that stays, verifies, and has the lower s
        assert reader(f"device-message {key['text']} {message.hex()}") == f"ok {said}"
        assert 0 < int.from_bytes(signature[32:], "big") <= P256_HALF
        assert not last or digest(last[-1])[0] != said or last[-1] == message
    last.append(message)
    if answer is not None:
        assert (answer["ctr"], answer["len"]) == (counter, len(message))
        assert answer["sha"] == hashlib.sha256(message).digest()
        assert answer.get("old") == expect.get("old")
    if "inventory" in expect:
        assert device.blob(INVENTORY)[1].hex() == expect["inventory"]


def check_state(device: Device, state: JSON, step: JSON) -> None:
    who = device.ask(0, IDENTITY, {})
    counter, inventory = device.blob(INVENTORY)
    holdings = {line[0]: line[1] for line in cbor2.loads(inventory)}
    said = {"counter": who["ctr"], "holdings": holdings, "acknowledged": who["ack"]}
    said |= {"key_set": who["set"], "act": who["act"]}
    if step["do"] in ("restart", "lose"):  # D-13: a restart may end the local act
        state = state | {"act": state["act"] and said["act"]}
    assert (said, counter) == (state, who["ctr"])


def play(device: Device, reader: Filter, key: JSON, step: JSON, last: list[bytes]) -> None:
    expect: JSON = step.get("expect") or {}
    device.control("cti -")
    if "cti" in step and "digest" in expect:
        device.control(f"cti {step['cti']}")
    if step.get("storage") == "fails":
        device.control("storage fails")
    answer, rc, smp_rc = None, None, None
    try:
        answer = do(device, step)
    except Refused as refused:
        rc, smp_rc = refused.rc, refused.smp_rc
    device.control("storage works")
    assert (rc, smp_rc) == (expect.get("rc"), expect.get("smp_rc"))
    if "digest" in expect:
        check_message(device, reader, key, expect, answer, last)
    if "state" in step:
        check_state(device, step["state"], step)


@pytest.mark.parametrize("dialogue", named(DIALOGUES))
def test_device(program: Path, reader: Filter, dialogue: JSON) -> None:
    last: list[bytes] = []
    with new_device(program, dialogue["device"]) as device:
        for number, step in enumerate(dialogue["steps"]):
            try:
                play(device, reader, KEYS[dialogue["device"]["key"]], step, last)
            except AssertionError as error:
                raise AssertionError(f"step {number}, {step['do']}: {error}") from error


def same(expected: Any, got: Any) -> bool:
    if isinstance(expected, dict):
        if set(expected) == {"hex"}:
            return isinstance(got, bytes) and got.hex() == expected["hex"]
        if set(expected) == {"any"}:
            return isinstance(got, str if expected["any"] == "text" else int)
        return isinstance(got, dict) and all(key in got and same(value, got[key]) for key, value in expected.items())
    return type(expected) is type(got) and bool(expected == got)


@pytest.mark.parametrize("entry", named(SMP))
def test_smp(program: Path, entry: JSON) -> None:
    with new_device(program, DIALOGUES[0]["device"]) as device:
        device.send(bytes.fromhex(entry["bytes"]))
        count = len(entry["answers"])
        got = device.receive(5 if count else 0.4, count) + (device.receive(0.05, 0) if count else [])
        assert len(got) == count
        for expected, frame in zip(entry["answers"], got, strict=True):
            for field in ("op", "version", "group", "sequence", "command"):
                assert getattr(frame, field) == expected[field]
            extra = set(frame.map) - set(expected["map"])
            assert same(expected["map"], frame.map)
            assert extra <= ({"btn"} if frame.command == IDENTITY else set())


# What the vectors do not play


def test_an_upload_goes_on_after_the_cable_was_pulled(program: Path) -> None:
    with new_device(program, DIALOGUES[0]["device"]) as device:
        data = bytes(range(256)) * 8
        sha = hashlib.sha256(data).digest()
        part: JSON = {"off": 0, "len": len(data), "sha": sha, "data": data[:700]}
        assert device.ask(2, STAGE, part) == {"off": 700} == device.ask(2, STAGE, part)
        assert device.stage(data) == sha
        assert device.ask(2, STAGE, part) == {"off": len(data)}


def test_a_store_that_cannot_be_used_is_said(program: Path) -> None:
    command = [str(program), "serve", "--store", "/nonexistent/x"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_press_from_outside_and_reset(program: Path) -> None:
    with new_device(program, DIALOGUES[0]["device"]) as device:
        subprocess.run([str(program), "press", "--store", device.store], check=True)
        assert device.ask(0, IDENTITY, {})["act"] is True
        device.ask(2, REQUEST, {"tx": b"12345678", "ctr": 0, "op": 0})
        before = device.blob(EXPORT)
        assert device.raw(2, 0, 5, cbor2.dumps({})) == {}
        assert device.blob(EXPORT) == before
        assert device.ask(0, IDENTITY, {})["act"] is False


def test_long_noise(program: Path) -> None:
    with new_device(program, DIALOGUES[0]["device"]) as device:
        device.send(b"x" * 20000 + b"\x06\x09" + b"A" * 9000 + b"\n\x04\x14" + b"B" * 100 + b"\n")
        assert device.ask(0, IDENTITY, {})["ctr"] == 0
