"""Orders, marks and write-offs as an operator types them; what became of them, and the audit agrees at every step."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from retour.airgap.carry import parse_name, read_carry
from retour.errors import RetourError
from retour.portal import inputs, queries, removals
from retour.portal.commands import app
from retour.portal.database import Place
from retour.portal.policy import Policy
from retour.portal.removals import Removal
from retour.portal.state import HostStatus, Traits
from retour.portal.store import Portal
from retour.portal.tables import InstanceRow, PortalRow, WriteOffRow
from retour.protocol.keys import SigningKey
from retour.protocol.messages import read_order
from retour.protocol.model import Order, Reason
from tests.portal.honest import Device
from tests.portal.test_store import holding, look

RUNNER = CliRunner()


def run(place: Place, *words: object) -> list[dict[str, object]]:
    command, *rest = (str(word) for word in words)
    result = RUNNER.invoke(app, [command, "--data", str(place.database.parent), *rest])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def refused(code: str, place: Place, *words: object) -> None:
    with pytest.raises(RetourError) as caught:
        run(place, *words)
    assert caught.value.code == code
    assert all(caught.value.lines)


def carry_out(device: Device, order: Order) -> bytes:
    """What a device does with an order: the copies go, and the proof names it."""
    device.order = order.number
    for line, n in order.remain:
        device.holdings[line] = min(device.holdings.get(line, 0), n)
    return device.say(reason=Reason.MOVE)


def order_in(portal: Portal, file: object) -> list[Order]:
    orders = portal.identity.order_key
    return [read_order(part).verify(orders).content for part in read_carry(Path(str(file)).read_bytes())]


def test_a_removal_order_is_made_carried_out_and_proven(portal: Portal, place: Place, tmp_path: Path) -> None:
    device = holding(portal)
    (made,) = run(place, "order", "--host-id", "SN-4711", "--line", "L=1", "--out", tmp_path)
    assert (made["host_id"], made["remain"], made["number"]) == ("SN-4711", {"L": 1}, 1)
    named = parse_name(Path(str(made["file"])).name)
    assert named
    assert (named.case, named.host, named.leg) == (made["case"], "SN-4711", "order")
    (order,) = order_in(portal, made["file"])
    assert (order.remain, order.number, order.instance) == ((("L", 1),), 1, device.key.public.kid)
    assert look(portal) == (0, 5, 0), "an order credits nothing"
    other = tmp_path / "again"
    other.mkdir()
    (again,) = run(place, "order", "--host-id", "SN-4711", "--again", "--out", other)
    assert Path(str(again["file"])).read_bytes() == Path(str(made["file"])).read_bytes()
    portal.take(carry_out(device, order), None, "api")
    assert look(portal) == (4, 1, 0)
    refused("no-open-order", place, "order", "--host-id", "SN-4711", "--again", "--out", other)
    refused("nothing-marked", place, "order", "--host-id", "SN-4711", "--out", other)


def test_a_work_order_is_one_file_for_several_devices_or_none(portal: Portal, place: Place, tmp_path: Path) -> None:
    one = holding(portal)
    words = ("order", "--all", "--decommission", "--out", tmp_path, "--host-id", "SN-4711", "--host-id", "SN-4712")
    refused("not-enrolled", place, *words)
    two = holding(portal, "SN-4712")
    refused("nothing-to-do", place, *words)
    refused("nothing-marked", place, "order", "--host-id", "SN-4711", "--out", tmp_path)
    portal.put_line(inputs.line("L", "Flow", 9))
    portal.take(two.apply(portal.take(two.say({"L": 4}), None, "api").answer), None, "api")
    made = run(place, *words)
    assert len({each["case"] for each in made}) == len({each["file"] for each in made}) == 1
    assert str(made[0]["file"]).endswith("_2-devices_bundle.retour")
    for device, order in zip((one, two), order_in(portal, made[0]["file"]), strict=True):
        portal.take(carry_out(device, order), None, "api")
    assert look(portal) == (9, 0, 0)
    states = {each["host_id"]: each["status"] for each in run(place, "devices", "--json")}
    assert states == {"SN-4711": "RETURNED", "SN-4712": "RETURNED"}


def test_marked_copies_are_picked_up_at_the_next_sync(portal: Portal, place: Place) -> None:
    device = holding(portal)
    (marked,) = run(place, "mark", "--host-id", "SN-4711", "--line", "L=2")
    assert [h["marked"] for h in marked["holdings"]] == [2, None]  # type: ignore[attr-defined]
    assert look(portal) == (0, 5, 0)
    answer = portal.take(device.say(), None, "api")
    assert (answer.confirm, look(portal)) == (True, (0, 2, 3))
    portal.take(device.apply(answer.answer), None, "api")
    assert look(portal) == (3, 2, 0)
    run(place, "mark", "--host-id", "SN-4711", "--all")
    (unmarked,) = run(place, "unmark", "--host-id", "SN-4711")
    assert [h["marked"] for h in unmarked["holdings"]] == [None, None]  # type: ignore[attr-defined]
    refused("not-marked", place, "unmark", "--host-id", "SN-4711")


def test_rule_7_a_write_off_is_signed_at_risk_and_proved_later(portal: Portal, place: Place, tmp_path: Path) -> None:
    device = holding(portal)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"burnt")
    words = ("write-off", "--host-id", "SN-4711", "--by", "M. Weber", "--why", "Burnt out on site")
    (made,) = run(place, *words, "--evidence", photo)
    assert (made["by"], made["at_risk"], made["proved_later"]) == ("M. Weber", {"L": 5, "M": 2}, None)
    digest = hashlib.sha256(b"burnt").hexdigest()
    assert made["evidence"] == [{"name": "photo.jpg", "sha256": digest, "bytes": 5}]
    assert (place.evidence / digest).read_bytes() == b"burnt"
    assert look(portal) == (5, 0, 0)
    refused("retired", place, *words)
    refused("retired", place, "mark", "--host-id", "SN-4711", "--all")
    answer = portal.take(device.drop("L", 1), None, "api").answer
    assert look(portal) == (5, 0, 0), "never credited again"
    assert [each["at_risk"] for each in run(place, "write-offs", "--json")] == [{"L": 1, "M": 2}]
    portal.take(device.apply(answer), None, "api")
    (entry,) = run(place, "write-offs", "--json")
    assert (entry["at_risk"], bool(entry["proved_later"])) == ({}, True)
    assert look(portal) == (5, 0, 0)
    with portal.reading() as session:
        assert queries.device_views(session)[0].state.status is HostStatus.OBSOLETE


def test_rule_7_the_board_is_replaced_after_a_write_off(portal: Portal, place: Place) -> None:
    device = holding(portal)
    run(place, "write-off", "--host-id", "SN-4711", "--by", "me", "--why", "dead")
    board = SigningKey.from_seed(b"\x77" * 32)
    portal.enrol(device.host, board.public, Traits())
    portal.grant(device.host, {"L": 3})
    new = Device(portal.identity, device.host, board)
    portal.take(new.apply(portal.take(new.say({"L": 3}), None, "api").answer), None, "api")
    assert look(portal) == (2, 3, 0)
    with portal.reading() as session:
        (view,) = queries.device_views(session)
    assert [(h.line, h.held, h.at_risk) for h in view.holdings] == [("L", 3, 5), ("M", 0, 2)]


def test_rule_7_the_quota_refuses_and_leaves_everything(portal: Portal, place: Place) -> None:
    holding(portal)
    with portal.writing() as session:
        session.get_one(PortalRow, 1).policy_write_offs = 4
    refused("write-off-quota", place, "write-off", "--host-id", "SN-4711", "--by", "me", "--why", "dead")
    assert look(portal) == (0, 5, 0)
    assert Policy().write_offs is None


def test_a_suspect_is_retired_and_no_other_device(portal: Portal, place: Place) -> None:
    device = holding(portal)
    words = ("retire", "--host-id", "SN-4711", "--by", "me", "--why", "cloned")
    refused("not-suspect", place, *words)
    device.counter -= 1
    with pytest.raises(RetourError):
        portal.take(device.say({"L": 0}), None, "api")
    refused("suspect", place, "order", "--host-id", "SN-4711", "--all")
    run(place, *words)
    assert look(portal) == (5, 0, 0)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("mark",), "nothing-named"),
        (("mark", "--line", "L=9"), "above-holdings"),
        (("mark", "--line", "X=0"), "unknown-line"),
        (("mark", "--line", "L"), "line-count"),
        (("mark", "--line", "L=0", "--decommission"), "decommission-whole"),
        (("order", "--all", "--line", "L=0"), "all-or-lines"),
        (("order", "--decommission"), "all-or-lines"),
        (("order", "--all", "--again"), "again-as-it-is"),
        (("order", "--all", "--expires", "2030-01-01"), "no-clock"),
        (("order", "--all", "--expires", "2001-01-01"), "expiry"),
        (("write-off", "--by", "me", "--why", ""), "why"),
        (("write-off", "--by", "me", "--why", "x", "--evidence", "/nowhere"), "evidence"),
    ],
)
def test_slips_are_named_and_change_nothing(words: tuple[str, ...], code: str, portal: Portal, place: Place) -> None:
    holding(portal)
    refused(code, place, *words, "--host-id", "SN-4711")
    assert look(portal) == (0, 5, 0)


def test_a_planted_lie_is_found(portal: Portal, place: Place) -> None:
    holding(portal)
    removals.order(portal, [portal.host_named("SN-4711")], Removal({"L": 1}))
    for column, lie in (("orders", 7), ("sequence", 9), ("acknowledged", 1), ("status", "RETIRED")):
        with portal.writing() as session:
            row = session.scalars(select(InstanceRow)).one()
            truth = getattr(row, column)
            setattr(row, column, lie)
        refused("does-not-add-up", place, "balance")
        with portal.writing() as session:
            setattr(session.scalars(select(InstanceRow)).one(), column, truth)
    run(place, "write-off", "--host-id", "SN-4711", "--by", "me", "--why", "dead")
    with portal.writing() as session:
        entry = session.scalars(select(WriteOffRow)).one()
        entry.data = entry.data[:-1] + bytes([entry.data[-1] ^ 1])
    refused("does-not-add-up", place, "balance")


VICTIM = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.orm import Session
from retour.portal import removals
from retour.portal.database import Place
from retour.portal.removals import Removal
from retour.portal.store import Portal

portal = Portal.open(Place.of(sys.argv[1]))
event.listen(Session, sys.argv[3], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
host = portal.host_named("SN-4711")
if sys.argv[2] == "order":
    removals.order(portal, [host], Removal(None))
else:
    removals.write_off(portal, host, "me", "dead")
"""


@pytest.mark.parametrize("act", ["order", "write-off"])
@pytest.mark.parametrize(("point", "done"), [("before_commit", False), ("after_commit", True)])
def test_killed_around_the_commit(act: str, point: str, done: bool, portal: Portal, place: Place) -> None:
    holding(portal)
    command = [sys.executable, "-c", VICTIM, str(place.database.parent), act, point]
    assert subprocess.run(command, check=False, timeout=30).returncode == -9
    assert look(portal) == ((5, 0, 0) if done and act == "write-off" else (0, 5, 0))
    host = portal.host_named("SN-4711")
    if act == "order" and done:
        assert removals.order_again(portal, [host])[0].number == 1
    elif not done:
        removals.write_off(portal, host, "me", "dead")
