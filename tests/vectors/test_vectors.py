"""The vectors hold for this device and these readers, and for two readers that others wrote."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict
from typing import Any, Final

import cbor2
import pytest
from cwt import COSE, COSEKey

from retour.device import rules
from retour.device.state import DeviceState, Outgoing
from retour.errors import RetourError
from retour.link.framing import Deframer, decode_map
from retour.protocol.cose import Kind, Unsigned, read
from retour.protocol.group import RemovalNeeds
from retour.protocol.keys import ED25519, PortalKey, PublicKey, SigningKey
from retour.protocol.keyset import read_key_set
from retour.protocol.messages import read_message, read_order, read_response, read_write_off
from retour.protocol.model import Host, HostType
from tests.vectors.make import HERE, files
from tests.vectors.messages import KINDS, fields
from tests.vectors.player import Player

_READERS: Final[dict[str, Any]] = {
    "device-message": read_message,
    "response": read_response,
    "order": read_order,
    "key-set": read_key_set,
    "write-off": read_write_off,
}
_NAMES: Final = ("keys.json", "messages.json", "hostile.json", "device.json", "start.json", "smp.json")


def load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((HERE / name).read_text("utf-8"))
    return content


CONTENT: Final = {name: load(name) for name in _NAMES}
KEYS: Final = {key["name"]: key for key in CONTENT["keys.json"]["keys"]}
MESSAGES: Final = CONTENT["messages.json"]["messages"]
HOSTILE: Final = CONTENT["hostile.json"]["messages"]
DIALOGUES: Final = CONTENT["device.json"]["dialogues"]
STARTS: Final = CONTENT["start.json"]["cases"]
LINES: Final = CONTENT["smp.json"]["cases"]


def named(entry: dict[str, Any]) -> str:
    return str(entry["name"])


def public(name: str) -> PublicKey:
    return PublicKey.parse(KEYS[name]["text"])


def test_what_is_checked_in_is_what_is_written_now() -> None:
    made = files()
    assert made.keys() == set(_NAMES) == {path.name for path in HERE.glob("*.json")}
    for name, text in made.items():
        assert (HERE / name).read_bytes() == text.encode(), f"{name}: run python -m tests.vectors.make"


@pytest.mark.parametrize("entries", [MESSAGES, HOSTILE, DIALOGUES, STARTS, LINES], ids=_NAMES[1:])
def test_every_name_is_there_once(entries: list[dict[str, Any]]) -> None:
    assert [name for name, n in Counter(map(named, entries)).items() if n > 1] == []


# Keys


@pytest.mark.parametrize("entry", KEYS.values(), ids=named)
def test_a_key_is_what_its_seed_makes(entry: dict[str, Any]) -> None:
    key = SigningKey.from_seed(bytes.fromhex(entry["seed"]), entry["alg"]).public
    assert (key.raw.hex(), str(key), key.alg) == (entry["public"], entry["text"], entry["alg"])
    raw = bytes.fromhex(entry["public"])
    cose = {1: 1, -1: 6, -2: raw} if entry["alg"] == ED25519 else {1: 2, -1: 1, -2: raw[:32], -3: raw[32:]}
    # Labels 1, -1, -2, -3 come in this order by their encoding, so that any writer gives the deterministic map.
    assert hashlib.sha256(cbor2.dumps(cose)).hexdigest() == entry["thumbprint"]
    assert entry["thumbprint"][:16] == entry["kid"] == key.kid.hex()


@pytest.mark.parametrize("entry", CONTENT["keys.json"]["portals"], ids=named)
def test_a_portal_is_its_keys(entry: dict[str, Any]) -> None:
    portal = PortalKey.parse(entry["text"])
    found = portal.portal, portal.key, portal.order_key, portal.root_key
    assert found == (entry["id"], *(public(entry[name]) for name in ("answers", "orders", "root")))


# Good messages


@pytest.mark.parametrize("entry", MESSAGES, ids=named)
def test_a_good_message_reads_verifies_and_is_written_again(entry: dict[str, Any]) -> None:
    key = KEYS[entry["key"]]
    signer = SigningKey.from_seed(bytes.fromhex(key["seed"]), key["alg"])
    data = bytes.fromhex(entry["message"])
    for form in (data, bytes.fromhex(entry["untagged"])):
        sealed = _READERS[entry["kind"]](form)
        verified = sealed.verify(signer.public)
        content = verified if entry["kind"] == "key-set" else verified.content
        assert json.loads(json.dumps(fields(content))) == entry["content"]
        assert sealed.envelope.data == data
    unsigned = read(data).content
    assert unsigned == Unsigned(
        next(kind for kind, name in KINDS.items() if name == entry["kind"]),
        key["alg"],
        bytes.fromhex(key["kid"]),
        bytes.fromhex(entry["payload"]),
    )
    assert unsigned.tbs.hex() == entry["tbs"]
    assert unsigned.digest.hex() == entry["digest"]
    assert unsigned.signed(signer) == data
    assert hashlib.sha256(bytes.fromhex(entry["tbs"])).hexdigest() == entry["digest"]


@pytest.mark.parametrize("entry", MESSAGES, ids=named)
def test_others_read_a_good_message_alike(entry: dict[str, Any]) -> None:
    raw, kid = bytes.fromhex(KEYS[entry["key"]]["public"]), bytes.fromhex(KEYS[entry["key"]]["kid"])
    alg = KEYS[entry["key"]]["alg"]
    curve = {1: 1, -1: 6, -2: raw} if alg == ED25519 else {1: 2, -1: 1, -2: raw[:32], -3: raw[32:]}
    key = COSEKey.new({**curve, 2: kid, 3: alg})
    data = bytes.fromhex(entry["message"])
    protected, unprotected, payload = COSE.new().decode_with_headers(data, key)
    assert (protected[1], protected[4], unprotected) == (alg, kid, {})
    assert payload.hex() == entry["payload"]
    parts = cbor2.loads(data).value
    assert [part.hex() for part in (parts[0], parts[2], parts[3])] == [
        entry[name] for name in ("protected", "payload", "signature")
    ]
    assert cbor2.dumps(["Signature1", parts[0], b"", parts[2]]).hex() == entry["tbs"]
    assert entry["message"] == "d2" + entry["untagged"]
    assert flat(cbor2.loads(payload)) == "".join(line.strip() for line in entry["diagnostic"]).replace(" ", "")


def flat(value: object) -> str:
    """Diagnostic notation without spaces, from what `cbor2` read."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{flat(key)}:{flat(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(flat, value)) + "]"
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    return json.dumps(value, ensure_ascii=False).replace(" ", "")


def test_the_sizes_that_are_promised() -> None:
    sizes = {entry["name"]: len(entry["message"]) // 2 for entry in MESSAGES}
    assert sizes["device-lines-1"] <= 256
    assert sizes["device-lines-5"] <= 340
    assert sizes["device-lines-50"] <= 1290


def test_there_is_a_good_message_of_every_kind_and_algorithm() -> None:
    assert {entry["kind"] for entry in MESSAGES} == set(KINDS.values())
    assert {KEYS[entry["key"]]["alg"] for entry in MESSAGES} == {-19, -9}


# Hostile ones


@pytest.mark.parametrize("entry", HOSTILE, ids=named)
def test_a_hostile_message_is_refused_by_name(entry: dict[str, Any]) -> None:
    with pytest.raises(RetourError) as caught:
        _READERS[entry["kind"]](bytes.fromhex(entry["data"])).verify(public(entry["key"]))
    assert caught.value.code == entry["error"]


def test_the_hostile_ones_are_many_and_the_file_is_not_long() -> None:
    assert len(HOSTILE) >= 120
    assert (HERE / "hostile.json").stat().st_size < 1_000_000
    assert sum(len(entry["data"]) > 2 * 65536 for entry in HOSTILE) in (1, 2)


# Dialogues


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=named)
def test_a_dialogue_goes_as_stated(dialogue: dict[str, Any]) -> None:
    player = Player(dialogue["device"])
    for number, step in enumerate(dialogue["steps"]):
        seen, state = player.step(step)
        assert seen == step.get("expect"), f"step {number}"
        assert state == step["state"], f"step {number}"


def test_the_dialogues_cover_every_refusal_and_every_rule() -> None:
    steps = [step for dialogue in DIALOGUES for step in dialogue["steps"]]
    refused = [step for step in steps if "rc" in step.get("expect", {})]
    assert {step["expect"]["rc"] for step in refused} == set(range(1, 25))
    assert {f"D-{n}" for n in range(1, 23)} <= {rule for dialogue in DIALOGUES for rule in dialogue["rules"]}
    assert len(DIALOGUES) >= 40
    assert sum(step["do"] == "bring" for step in refused) >= 40


# Starts


@pytest.mark.parametrize("case", STARTS, ids=named)
def test_a_start_keeps_what_is_stated(case: dict[str, Any]) -> None:
    who = rules.Who(
        Host(HostType.SERIAL, "SN-4711"),
        public("device-ed25519"),
        PortalKey.parse(CONTENT["keys.json"]["portals"][0]["text"]),
        RemovalNeeds.NOTHING,
    )
    slots = [slot and _state(slot) for slot in case["slots"]]
    step = rules.start(who, case["anchor"], slots, bytes(8))
    kept = rules.current(case["anchor"], slots)
    blank = DeviceState()
    where = next((i for i, slot in enumerate(slots) if slot and slot == kept), "blank" if kept == blank else None)
    assert {
        "kept": where,
        "anchor": step.state.anchor,
        "recovered": step.state.recovered,
        "counter": step.state.counter,
    } == case["expect"]
    # The anchor ends where the state that is kept says; it never goes back.
    moves = [write.counter for write in step.writes if isinstance(write, rules.AdvanceAnchor)]
    assert [case["anchor"], *moves] == sorted({case["anchor"], *moves})
    assert (moves or [case["anchor"]])[-1] == case["expect"]["anchor"]


def _state(slot: dict[str, int]) -> DeviceState:
    outgoing = Outgoing(b"payload", bytes(32)) if slot["counter"] else None
    return DeviceState(anchor=slot["anchor"], counter=slot["counter"], outgoing=outgoing)


# The line


@pytest.mark.parametrize("piece", [None, 1, 7], ids=["whole", "byte by byte", "in pieces"])
@pytest.mark.parametrize("case", LINES, ids=named)
def test_a_line_is_answered_as_stated(case: dict[str, Any], piece: int | None) -> None:
    player = Player(DIALOGUES[0]["device"])
    sent = bytes.fromhex(case["bytes"])
    size = piece or len(sent)
    came = b"".join(player.connection(sent[at : at + size]) for at in range(0, len(sent), size))
    assert all(len(line) <= 126 for line in came.split(b"\n"))
    frames = Deframer().feed(came)
    assert len(frames) == len(case["answers"])
    for frame, stated in zip(frames, case["answers"], strict=True):
        values = decode_map(frame.payload)
        head = {name: value for name, value in asdict(frame).items() if name != "payload"}
        assert head | {"map": values} == stated | {"map": with_any(decoded(stated["map"]), values)}


def decoded(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"hex"}:
            return bytes.fromhex(value["hex"])
        return {key: decoded(item) for key, item in value.items()}
    return value


def with_any(stated: dict[str, Any], values: dict[str, Any] | None) -> dict[str, Any]:
    """What is stated, with the value that came where any of a type will do."""
    types = {"text": str, "number": int}
    return {
        name: (values or {}).get(name)
        if isinstance(value, dict) and "any" in value and type((values or {}).get(name)) is types[value["any"]]
        else value
        for name, value in stated.items()
    }


def test_every_kind_has_a_name_here() -> None:
    assert KINDS.keys() == set(Kind)
